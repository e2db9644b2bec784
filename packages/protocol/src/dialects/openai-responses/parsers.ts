import { exactParserOf, type ExactParsers } from '../../json/exact.ts'

/** How bodies are parsed: the members named here keep every digit (`ExactParsers`). */
export const parsers: ExactParsers = {
  request: exactParserOf(['parameters', 'schema', 'output_schema']),
  answer: JSON.parse,
}
