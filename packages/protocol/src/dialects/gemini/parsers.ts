import { exactParserOf, type ExactParsers } from '../../json/exact.ts'

/** How bodies are parsed: the members named here keep every digit (`ExactParsers`). */
export const parsers: ExactParsers = {
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
}
