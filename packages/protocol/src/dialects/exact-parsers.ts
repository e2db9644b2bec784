import type { CallerDialect } from '@gptget/contracts'
import { exactParserOf } from '../json/exact.ts'

/** @throws SyntaxError when the text is no JSON. */
type Parser = (text: string) => unknown

/**
 * How bodies of each dialect are parsed: the members named here are the caller's or the model's own JSON (arguments,
 * results, schemas). We pass them on and compute with none of their numbers, which may be longer than a double holds: ids
 * are.
 */
export const EXACT_PARSERS: Record<CallerDialect, { request: Parser; answer: Parser }> = {
  'openai-chat': {
    request: exactParserOf(['parameters', 'schema']),
    answer: exactParserOf(['arguments']),
  },
  'openai-responses': {
    request: exactParserOf(['parameters', 'schema', 'output_schema']),
    answer: JSON.parse,
  },
  'anthropic-messages': {
    request: exactParserOf(['input', 'input_schema', 'schema']),
    answer: exactParserOf(['input']),
  },
  gemini: {
    request: exactParserOf([
      'args',
      'response',
      'parameters',
      'parametersJsonSchema',
      'parameters_json_schema',
      'responseSchema',
      'response_schema',
      'responseJsonSchema',
      'response_json_schema',
    ]),
    answer: exactParserOf(['args', 'partialArgs']),
  },
  canonical: { request: exactParserOf(['parameters', 'schema']), answer: JSON.parse },
}
