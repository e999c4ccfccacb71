import type { HoldfastClient } from '../../client/holdfast-client.ts';
import type { RunView } from '../../core/view/run-view.ts';
import type { CliContext } from '../command.ts';
import { narrateApproval } from '../render/print-run.ts';

/** Decides in a person's place: shows each open approval as `approve` does, and approves exactly that. */
export class DemoApprover {
  readonly #context: CliContext;
  readonly #client: HoldfastClient;
  readonly #decided = new Set<string>();
  #deciding: Promise<void> = Promise.resolve();

  constructor(context: CliContext, client: HoldfastClient) {
    this.#context = context;
    this.#client = client;
  }

  /** Approve what the run waits for. */
  approve(run: RunView): Promise<void> {
    this.#deciding = this.#approve(run);
    return this.#deciding;
  }

  /** Wait until what is being decided has been told. */
  async told(): Promise<void> {
    await this.#deciding.catch(() => {});
  }

  async #approve({ id, taskId, approvals }: RunView): Promise<void> {
    for (const approval of approvals) {
      if (approval.state !== 'open' || this.#decided.has(approval.id)) continue;
      this.#decided.add(approval.id);
      narrateApproval(this.#context, taskId, approval);
      const { id: approvalId, digest } = approval;
      await this.#client.resolveApproval(id, { decision: 'approve', approvalId, digest, by: 'demo' });
      this.#context.narrate('      approved by demo');
    }
  }
}
