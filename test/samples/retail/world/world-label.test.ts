import { describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../../src/samples/retail/open-retail-world.ts';
import { worldLabel } from '../../../../src/samples/retail/world/world-label.ts';

describe('worldLabel', () => {
  it.each([
    ['postgres://shop:geheim@db:5432/shop', 'postgres://shop@db:5432/shop'],
    ['postgresql://shop:ge:he%40im@db/shop?sslmode=require', 'postgresql://shop@db/shop?sslmode=require'],
    ['postgres://db/shop?user=shop&password=geheim&x=1', 'postgres://db/shop?user=shop&password=***&x=1'],
    ['postgres://shop:ge@heim@db/shop', 'postgres://shop@db/shop'],
    ['postgres://shop:pa/ss?w#d@db/shop', 'postgres://shop@db/shop'],
    ['postgres://shop@db/shop', 'postgres://shop@db/shop'],
    ['postgres://db/shop?sslpassword=geheim', 'postgres://db/shop?sslpassword=***'],
    ['mysql://shop:geheim@db/shop', 'mysql://shop@db/shop'],
    ['sqlite:/home/a:b@c/world.sqlite', 'sqlite:/home/a:b@c/world.sqlite'],
  ])('writes %s as %s', (location, label) => {
    expect(worldLabel(location)).toBe(label);
  });
});

describe('openRetailWorld', () => {
  it('refuses a database of another kind by its kind alone', () => {
    expect(() => openRetailWorld('mysql://shop:geheim@db/shop')).toThrow(
      /kind mysql:\/\/, which is not known/,
    );
    expect(() => openRetailWorld('mysql://shop:geheim@db/shop')).not.toThrow(/geheim/);
  });
});
