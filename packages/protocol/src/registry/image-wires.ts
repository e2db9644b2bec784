import type { Dialect } from '@gptget/contracts'
import type { Quirks } from '../dialect.ts'
import type { ImageWire } from '../images/image.ts'
import { blackForestImages } from '../images/wires/black-forest.ts'
import { chatImages } from '../images/wires/chat.ts'
import { falImages } from '../images/wires/fal.ts'
import { geminiImages } from '../images/wires/gemini.ts'
import { openAiImages } from '../images/wires/openai.ts'
import { openRouterImages } from '../images/wires/openrouter.ts'
import { predictImages } from '../images/wires/predict.ts'
import { replicateImages } from '../images/wires/replicate.ts'
import { stillsOnly } from '../images/stills-only.ts'
import { xaiImages } from '../images/wires/xai.ts'

/** The dialects that have images. */
const IMAGE_WIRES: Partial<Record<Dialect, ImageWire>> = {
  'openai-chat': openAiImages,
  'openai-responses': openAiImages,
  gemini: stillsOnly(geminiImages),
}

/** The providers' own formats. */
const OWN_WIRES: Record<NonNullable<Quirks['imageMethod']>, ImageWire> = {
  'black-forest': stillsOnly(blackForestImages),
  chat: stillsOnly(chatImages),
  fal: stillsOnly(falImages),
  openrouter: openRouterImages,
  predict: stillsOnly(predictImages),
  replicate: stillsOnly(replicateImages),
  xai: stillsOnly(xaiImages),
}

/** The format of a model's images: a chat for a model that also writes text, unless its provider has its own format. */
export const imageQuirksFor = (
  { dialect, quirks }: { dialect: Dialect; quirks: Quirks },
  outputModalities: readonly string[],
): Quirks => {
  const isChat = outputModalities.includes('image') && outputModalities.includes('text')
  if (!isChat || dialect !== 'openai-chat' || quirks.imageMethod !== undefined) return quirks
  return { ...quirks, imageMethod: 'chat' }
}

/** The format of a provider's images: its own, or else its dialect's. @throws Error if it has none */
export const imageWireOf = (dialect: Dialect, { imageMethod }: Quirks = {}): ImageWire => {
  const wire = imageMethod === undefined ? IMAGE_WIRES[dialect] : OWN_WIRES[imageMethod]
  if (!wire) throw new Error(`the dialect ${dialect} has no images`)
  return wire
}
