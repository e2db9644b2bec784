import type { CallerCapabilities } from '../../capabilities.ts'
import { exactParserOf } from '../../json/exact.ts'

/** The canonical form can say everything, by its own names. */
export const capabilities: CallerCapabilities = {
  family: 'canonical',
  fields: {},
  extensions: {},
  turnsField: 'turns',
  toolChoiceField: 'toolChoice',
  toolSchemaField: 'parameters',
  toolStrictField: 'isStrict',
  parsers: { request: exactParserOf(['parameters', 'schema']), answer: JSON.parse },
  answerIdPrefix: 'gen-',
  requestIdHeaders: ['x-request-id'],
  stream: { hasEventNames: false, hasEventIds: true, keepAlive: ': keep-alive\n' },
}
