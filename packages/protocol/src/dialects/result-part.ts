import type { Dialect } from '@gptget/contracts'
import type { Part, ToolResultPart } from '../canonical/request.ts'

/** A part of a tool result. Of other kinds than it holds everywhere, only its own dialect knows what `value` means. */
export const resultPart = (dialect: Dialect, part: Part, value: unknown): ToolResultPart['content'][number] =>
  part.type === 'text' || part.type === 'image' || part.type === 'file' || part.type === 'opaque'
    ? part
    : { type: 'opaque', dialect, value, isContent: true }
