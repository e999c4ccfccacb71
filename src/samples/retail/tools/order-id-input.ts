import { z } from 'zod';

export const orderIdInput = z.string().describe("The order's id with its '#', for instance '#W1001'.");
