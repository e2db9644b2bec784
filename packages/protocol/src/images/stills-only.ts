import { unsupported } from '../canonical/losses.ts'
import type { ImageWire } from './image.ts'

/** Of a provider that makes neither GIF nor SVG: asked for one, it is refused rather than given something else. */
export const stillsOnly = (wire: ImageWire): ImageWire => ({
  ...wire,
  writeRequest: (request, model) => {
    const { outputFormat } = request
    if (outputFormat === 'gif' || outputFormat === 'svg')
      throw unsupported('output_format', `this model makes no ${outputFormat}.`)
    return wire.writeRequest(request, model)
  },
})
