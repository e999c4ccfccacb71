import type { RetailAddress, RetailPaymentMethod, RetailUser } from '../world-schema.ts';

/** The small shop's customers, invented, by user id. Their order lists are filled in from the orders. */
export const sampleUsers: Record<string, RetailUser> = Object.fromEntries(
  [
    user(
      'ada_winter_1001',
      'Ada Winter',
      'ada@example.com',
      address('12 Harbour Road', 'Apt 4', 'Portland', 'OR', '97201'),
      [giftCard('gift_card_77', 40), creditCard('credit_card_12', 'visa', '0412')],
    ),
    user(
      'ben_okafor_1002',
      'Ben Okafor',
      'ben.okafor@example.com',
      address('7 Mill Lane', '', 'Madison', 'WI', '53703'),
      [paypal('paypal_31'), giftCard('gift_card_32', 12.5)],
    ),
    user(
      'chiara_rosso_1003',
      'Chiara Rosso',
      'chiara.rosso@example.com',
      address('230 Orchard Street', 'Floor 2', 'Albany', 'NY', '12207'),
      [creditCard('credit_card_41', 'mastercard', '7719')],
    ),
    user(
      'dev_anand_1004',
      'Dev Anand',
      'dev.anand@example.com',
      address('58 Canyon Drive', '', 'Tucson', 'AZ', '85701'),
      [giftCard('gift_card_51', 350), paypal('paypal_52')],
    ),
    user(
      'elin_berg_1005',
      'Elin Berg',
      'elin.berg@example.com',
      address('3 Lakeview Court', 'Unit 9', 'Duluth', 'MN', '55802'),
      [creditCard('credit_card_61', 'visa', '2058'), paypal('paypal_62')],
    ),
    user(
      'farid_haddad_1006',
      'Farid Haddad',
      'farid.haddad@example.com',
      address('41 Station Square', 'Suite 12', 'Richmond', 'VA', '23219'),
      [paypal('paypal_71')],
    ),
  ].map((entry) => [entry.user_id, entry]),
);

function user(
  userId: string,
  name: string,
  email: string,
  home: RetailAddress,
  methods: RetailPaymentMethod[],
): RetailUser {
  const [first = '', last = ''] = name.split(' ');
  return {
    user_id: userId,
    name: { first_name: first, last_name: last },
    address: home,
    email,
    payment_methods: Object.fromEntries(methods.map((method) => [method.id, method])),
    orders: [],
  };
}

function address(
  address1: string,
  address2: string,
  city: string,
  state: string,
  zip: string,
): RetailAddress {
  return { address1, address2, city, country: 'USA', state, zip };
}

function giftCard(id: string, balance: number): RetailPaymentMethod {
  return { source: 'gift_card', id, balance };
}

function creditCard(id: string, brand: string, lastFour: string): RetailPaymentMethod {
  return { source: 'credit_card', id, brand, last_four: lastFour };
}

function paypal(id: string): RetailPaymentMethod {
  return { source: 'paypal', id };
}
