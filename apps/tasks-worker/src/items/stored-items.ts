export type StoredItem = Record<string, unknown> & { id: string }

const PREFIXES: Record<string, string> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  function_call_output: 'fco',
}

/**
 * The input of a stored response, with everything that a list has and callers may omit. Ids come from positions, so
 * they stay.
 */
export const storedInput = (input: readonly unknown[], responseId: string): StoredItem[] =>
  input.map((value, index) => {
    const item = { type: 'message', ...(value as Record<string, unknown>) }
    const prefix = PREFIXES[item.type] ?? 'item'
    const id = 'id' in item && typeof item.id === 'string' ? item.id : null
    return {
      ...item,
      ...(item.type === 'message' ? { status: 'completed', ...withParts(item) } : {}),
      id: id ?? `${prefix}_${responseId.replace(/^resp_/, '')}_in${index}`,
    }
  })

const withParts = (item: Record<string, unknown>): Record<string, unknown> => {
  const { content, role } = item
  if (typeof content !== 'string') return item
  const part =
    role === 'assistant'
      ? { type: 'output_text', text: content, annotations: [] }
      : { type: 'input_text', text: content }
  return { ...item, content: [part] }
}

/** The output items that can be referred to. */
export const storedOutput = (output: readonly unknown[]): StoredItem[] =>
  output.filter(
    (item): item is StoredItem =>
      typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string',
  )
