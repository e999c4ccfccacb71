import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The schema's steps, oldest first. A released step never changes; the SQL is that of SQLite and PostgreSQL alike. */
export const worldMigrations: Record<string, Migration> = {
  '001-shop-and-effects': {
    async up(database: Kysely<unknown>) {
      const { schema } = database;
      await schema
        .createTable('users')
        .addColumn('user_id', 'text', (column) => column.primaryKey())
        .addColumn('email', 'text', (column) => column.notNull())
        .addColumn('first_name', 'text', (column) => column.notNull())
        .addColumn('last_name', 'text', (column) => column.notNull())
        .addColumn('zip', 'text', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute();
      await schema.createIndex('users_by_email').on('users').column('email').execute();
      await schema
        .createIndex('users_by_name')
        .on('users')
        .columns(['last_name', 'first_name', 'zip'])
        .execute();
      await schema
        .createTable('products')
        .addColumn('product_id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createTable('items')
        .addColumn('item_id', 'text', (column) => column.primaryKey())
        .addColumn('product_id', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createTable('orders')
        .addColumn('order_id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createTable('loaded_world')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createTable('effects')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('tool', 'text', (column) => column.notNull())
        .addColumn('result', 'text')
        .addColumn('changes', 'text')
        .addColumn('recorded_at', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createTable('effect_applications')
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('tool', 'text', (column) => column.notNull())
        .addColumn('applied_at', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createIndex('effect_applications_by_key')
        .on('effect_applications')
        .column('key')
        .execute();
    },
  },
  '002-notices': {
    async up(database: Kysely<unknown>) {
      const { schema } = database;
      await schema
        .createTable('notices')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('recipient', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('sent_at', 'text', (column) => column.notNull())
        .execute();
    },
  },
};
