import type { ModelChoice } from '../choose-model/choose-model.ts'
import type { History } from '../history/recall-history.ts'
import type { Parsed } from '../parse/parse.ts'
import type { WithinLimits } from '../rate-limit/limit-rate.ts'
import type { Reserved } from '../reserve-credit/reserve-credit.ts'

/** A request that is ready for a router: its caller, its content, its reservation. */
export type AdmittedRequest = Parsed & ModelChoice & History & WithinLimits & Reserved

/** `claim`: the name of its idempotency key's claim, or null. */
export type ReadyRequest = AdmittedRequest & { claim: string | null }
