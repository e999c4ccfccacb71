import { describe, expect, it } from 'vitest';
import { chooseServerPorts } from '../../../src/server/launch/server-ports.ts';

describe('chooseServerPorts', () => {
  it('chooses nine different ports', async () => {
    const { grpc, membership, ui } = await chooseServerPorts();
    const all = [...Object.values(grpc), ...Object.values(membership), ui];
    expect(new Set(all).size).toBe(9);
    expect(all.filter((port) => !(port > 1_024 && port < 65_536))).toEqual([]);
  });

  it('keeps the ports of the membership below 32,768, where a server on PostgreSQL can note them', async () => {
    for (let round = 0; round < 20; round++) {
      const { membership } = await chooseServerPorts();
      expect(Math.max(...Object.values(membership))).toBeLessThan(32_768);
    }
  });

  it('keeps the ports that are wanted for frontend and UI', async () => {
    const { grpc, ui } = await chooseServerPorts({ frontend: 40_001, ui: 40_002 });
    expect([grpc.frontend, ui]).toEqual([40_001, 40_002]);
  });
});
