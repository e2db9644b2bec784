import type { OperationName } from '@gptget/bus'
import type { Operation } from '../operation.ts'
import { chat } from './chat.ts'

/** What this router can be asked for. */
export const OPERATIONS: Record<OperationName, Operation> = { chat }
