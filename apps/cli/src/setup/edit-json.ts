import { applyEdits, modify, parse, type JSONPath, type ParseError } from 'jsonc-parser'

/** Sets values in JSON text and keeps everything else, including comments. @throws Error if it is not JSON */
export const editJson = (before: string | null, values: [JSONPath, unknown][]): string => {
  const isEmpty = before === null || before.trim() === ''
  const text = isEmpty ? '{}\n' : before
  const errors: ParseError[] = []
  parse(text, errors, { allowTrailingComma: true })
  if (errors.length > 0) throw new Error('it is not JSON')
  const formattingOptions = { insertSpaces: true, tabSize: 2 }
  return values.reduce(
    (json, [path, value]) => applyEdits(json, modify(json, path, value, { formattingOptions })),
    text,
  )
}
