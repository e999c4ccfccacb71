/** The database's tables. Documents are the entity's own JSON text, kept to the digit; the other columns find them. */
export interface WorldTables {
  users: {
    user_id: string;
    /** Lower case, as the name columns: people spell their names freely. */
    email: string;
    first_name: string;
    last_name: string;
    zip: string;
    document: string;
  };
  products: { product_id: string; name: string; document: string };
  items: { item_id: string; product_id: string };
  orders: { order_id: string; user_id: string; document: string };
  /** One row, id 1: the world last loaded, for `resetWorld`. */
  loaded_world: { id: number; document: string };
  effects: {
    key: string;
    tool: string;
    /** JSON; null where an undo came before the effect and bars it. */
    result: string | null;
    /** JSON of `WorldChange[]`; null as `result`. */
    changes: string | null;
    recorded_at: string;
  };
  /** Append-only: one row each time an effect really happened. Two rows of one key are a broken promise. */
  effect_applications: { key: string; tool: string; applied_at: string };
  /** Append-only: one row for each message that the notice service took; sent from `sent_at` on, which may lie ahead. */
  notices: { id: string; recipient: string; text: string; sent_at: string };
}
