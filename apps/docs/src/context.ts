import type { Checks } from '@gptget/runtime'

/** The dependencies of the site. Its texts are files, so it needs no others. */
export type Context = {
  /** The readiness checks. */
  checks: Checks
}
