import type { NativeFields } from '../canonical/request.ts'
import type { Dialect } from '@gptget/contracts'
import { extensionsOf } from './parse-at.ts'

/** The fields of a part or tool beyond `known`, for the way back to their own dialect. */
export const nativeFieldsOf = (
  dialect: Dialect,
  value: Record<string, unknown>,
  known: ReadonlySet<string>,
): { native?: NativeFields } => {
  const fields = extensionsOf(value, known)
  return Object.keys(fields).length === 0 ? {} : { native: { dialect, fields } }
}

/** Those fields again, in their own dialect; nothing in another. */
export const ownFields = (dialect: Dialect, native: NativeFields | undefined): Record<string, unknown> =>
  native?.dialect === dialect ? native.fields : {}
