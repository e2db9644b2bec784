import type { Adaptation } from '../adapt.ts'
import { unsupported } from '../losses.ts'

/** Built-in tools exist in one dialect only, and some models call no tools at all. */
export const adaptTools: Adaptation = (request, { capabilities }) => {
  if (request.tools.length > 0 && capabilities?.hasTools === false) {
    throw unsupported('tools', 'this model cannot call tools.')
  }
  request.tools.forEach((tool, index) => {
    if (tool.type === 'opaque')
      throw unsupported(`tools[${index}]`, 'this built-in tool does not exist for this model.')
  })
  return request
}
