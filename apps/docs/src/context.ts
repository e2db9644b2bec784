import type { Checks } from '@gptget/runtime'

/** What the site works with: its texts are files, and nothing else is needed. */
export type Context = {
  /** What must hold for it to take traffic. */
  checks: Checks
}
