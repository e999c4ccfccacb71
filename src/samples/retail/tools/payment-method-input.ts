import { z } from 'zod';

export const paymentMethodInput = z
  .string()
  .describe(
    "Id of one of the user's payment methods, for instance 'gift_card_77' or 'paypal_12', as their profile lists it.",
  );
