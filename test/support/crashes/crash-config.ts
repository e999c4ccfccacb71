import { defineAgent } from '../../../src/agents/define-agent.ts';
import { defineConfig } from '../../../src/config/define-config.ts';
import { NoticeService } from '../../../src/samples/notices/notice-service.ts';
import { sendNotice } from '../../../src/samples/notices/send-notice.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { retailTools } from '../../../src/samples/retail/retail-tools.ts';
import { underFaults } from '../../../src/samples/testing/under-faults.ts';
import type { Tool } from '../../../src/tools/define/tool.ts';

const world = openRetailWorld(process.env['HOLDFAST_WORLD'] ?? '', underFaults);
const notice = sendNotice(new NoticeService(world));

/** Its service shows it what went out, and it never looks. */
const blindNotice: Tool = { ...notice, probe: async () => ({ kind: 'absent' }) };

/** What the worker processes of the crash matrix serve; with `HOLDFAST_TEST_BLIND_PROBE` the planted mistake. */
export default defineConfig({
  agents: [
    defineAgent({
      name: 'courier',
      instructions: 'Do as you are told.',
      model: 'anthropic:claude-sonnet-4-5',
      tools: [...retailTools(world), process.env['HOLDFAST_TEST_BLIND_PROBE'] ? blindNotice : notice],
      rules: [
        { name: 'cancellations ask', when: { tool: 'cancel_pending_order' }, then: 'ask' },
        { name: 'notices go out', when: { tool: 'send_notice' }, then: 'allow' },
      ],
    }),
  ],
});
