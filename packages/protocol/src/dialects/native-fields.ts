import type { NativeFields } from '../canonical/request.ts'
import type { Dialect } from '@gptget/contracts'
import { extensionsOf } from './parse-at.ts'

/** The fields of a part or tool besides `known`, to restore them in their own dialect. */
export const nativeFieldsOf = (
  dialect: Dialect,
  value: Record<string, unknown>,
  known: ReadonlySet<string>,
): { native?: NativeFields } => {
  const fields = extensionsOf(value, known)
  return Object.keys(fields).length === 0 ? {} : { native: { dialect, fields } }
}

/** These fields in their own dialect; empty in another. */
export const ownFields = (dialect: Dialect, native: NativeFields | undefined): Record<string, unknown> =>
  native?.dialect === dialect ? native.fields : {}
