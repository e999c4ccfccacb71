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

/** Its author does not say how late a notice may still appear. */
const { commitsWithinMs: _, ...withoutBound } = notice;
const letter: Tool = { ...withoutBound, name: 'send_letter' };
const shop = retailTools(world);

const courier = (name: string, sender: Tool) =>
  defineAgent({
    name,
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [...shop, sender],
    rules: [
      { name: 'cancellations ask', when: { tool: 'cancel_pending_order' }, then: 'ask' },
      { name: 'notices go out', when: { tool: sender.name }, then: 'allow' },
    ],
  });

/** What the worker processes of the crash matrix serve; with `HOLDFAST_TEST_BLIND_PROBE` the planted mistake. */
export default defineConfig({
  agents: [
    courier('courier', process.env['HOLDFAST_TEST_BLIND_PROBE'] ? blindNotice : notice),
    courier('unsure-courier', letter),
  ],
});
