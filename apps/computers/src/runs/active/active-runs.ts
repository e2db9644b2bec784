import type { ActiveRun } from './active-run.ts'

/** The runs of this process. */
export class ActiveRuns {
  readonly #byId = new Map<string, ActiveRun>()

  add(run: ActiveRun): void {
    this.#byId.set(run.plan.runId, run)
  }

  remove(run: ActiveRun): void {
    this.#byId.delete(run.plan.runId)
  }

  find(runId: string): ActiveRun | undefined {
    return this.#byId.get(runId)
  }

  withReference(reference: string): ActiveRun | undefined {
    return [...this.#byId.values()].find(({ plan }) => plan.reference === reference)
  }

  [Symbol.iterator](): IterableIterator<ActiveRun> {
    return this.#byId.values()
  }
}
