import { unsupported } from '../canonical/losses.ts'
import type { ImageWire } from './image.ts'

/** For a provider with neither GIF nor SVG: such a request is refused, instead of returning another format. */
export const stillsOnly = (wire: ImageWire): ImageWire => ({
  ...wire,
  writeRequest: (request, model) => {
    const { outputFormat } = request
    if (outputFormat === 'gif' || outputFormat === 'svg')
      throw unsupported('output_format', `this model makes no ${outputFormat}.`)
    return wire.writeRequest(request, model)
  },
})
