import type { Logger } from '@gptget/runtime'
import type { Database } from '../../db/schema/index.ts'
import type { ActiveRun } from '../active/active-run.ts'
import type { Asking } from '../ask/ask-step.ts'
import { describeCharge } from '../ask/charges.ts'
import { updateRun } from '../store/run-rows.ts'
import { keptConversation } from './conversation-of.ts'

/** Stores the progress of a run after each step, for readers, and in case the service dies. */
export class Progress {
  readonly #db: Database
  readonly #logger: Logger
  #saving: Promise<void> = Promise.resolve()

  constructor(db: Database, logger: Logger) {
    this.#db = db
    this.#logger = logger
  }

  /** No step waits for it. */
  save({ plan }: ActiveRun, asking: Asking, more: { steps: number; text: string }): void {
    const changes = { ...more, ...progressOf(asking) }
    this.#saving = this.#saving
      .then(() => updateRun(this.#db, plan.runId, changes))
      .catch((error: unknown) =>
        this.#logger.warn({ err: error, runId: plan.runId }, 'the progress of a run was not kept'),
      )
  }

  settled(): Promise<void> {
    return this.#saving
  }
}

/** The current facts of a run. */
export const progressOf = ({ entries, tools, isToolKnown, charges }: Asking) => ({
  tool: isToolKnown ? (tools[0] ?? null) : null,
  cost_nano_usd: charges.costNanoUsd.toString(),
  generations: JSON.stringify(charges.all.map(describeCharge)),
  conversation: JSON.stringify(keptConversation(entries)),
})
