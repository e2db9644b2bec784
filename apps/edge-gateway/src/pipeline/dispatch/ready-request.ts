import type { ModelChoice } from '../choose-model/choose-model.ts'
import type { History } from '../history/recall-history.ts'
import type { Parsed } from '../parse/parse.ts'
import type { WithinLimits } from '../rate-limit/limit-rate.ts'
import type { Reserved } from '../reserve-credit/reserve-credit.ts'

/** A request that may go to a router: whose it is, what it asks for, what is set aside for it. */
export type AdmittedRequest = Parsed & ModelChoice & History & WithinLimits & Reserved

/** `claim`: what its idempotency key is called, null where it has none. */
export type ReadyRequest = AdmittedRequest & { claim: string | null }
