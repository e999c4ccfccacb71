import { z } from 'zod';
import type { RetailAddress } from '../world-schema.ts';

/** The six lines of an address, as the model gives them. */
export const addressInput = {
  address1: z.string().describe("Street and number, for instance '12 Harbour Road'."),
  address2: z.string().describe("Flat, suite or floor, for instance 'Apt 4'; empty when there is none."),
  city: z.string().describe("The city, for instance 'Portland'."),
  state: z.string().describe("The state's two letters, for instance 'OR'."),
  country: z.string().describe("The country, for instance 'USA'."),
  zip: z.string().describe("The zip code, for instance '97201'."),
};

/** Take the address out of a call's arguments. */
export function addressOf(input: Readonly<Record<keyof typeof addressInput, string>>): RetailAddress {
  const { address1, address2, city, state, country, zip } = input;
  return { address1, address2, city, country, state, zip };
}

/** Write an address in one line, empty parts left out. */
export function addressText(address: Readonly<Record<keyof typeof addressInput, string>>): string {
  const { address1, address2, city, state, zip, country } = address;
  return [address1, address2, city, `${state} ${zip}`.trim(), country]
    .filter((part) => part !== '')
    .join(', ');
}
