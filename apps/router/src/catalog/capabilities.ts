import type { Capabilities } from '@gptget/protocol'

/** A statement about a model; undefined without one. */
type Said = {
  inputModalities: readonly string[] | undefined
  outputModalities?: readonly string[] | undefined
  supportedParameters: readonly string[] | undefined
  hasForcedTools?: boolean | undefined
  settings?: Pick<Capabilities, 'refuses' | 'ranges' | 'hasPrefill'> | undefined
}

/** The known capabilities of a model. Unknown ones stay open: its provider decides. */
export const capabilitiesOf = ({
  inputModalities,
  outputModalities,
  supportedParameters,
  hasForcedTools,
  settings,
}: Said): Capabilities => ({
  ...(hasForcedTools === undefined ? {} : { hasForcedTools }),
  ...settings,
  ...(inputModalities && {
    hasImages: inputModalities.includes('image'),
    hasAudioInput: inputModalities.includes('audio'),
    // Models with vision get the pages of a file as images, even if they are not listed with files.
    hasFiles: inputModalities.some((modality) => modality === 'file' || modality === 'image'),
  }),
  ...(outputModalities && { hasImageOutput: outputModalities.includes('image') }),
  ...(supportedParameters && {
    hasSampling: supportedParameters.includes('temperature'),
    hasTools: supportedParameters.includes('tools'),
    hasReasoning: supportedParameters.some((name) => name === 'reasoning' || name === 'reasoning_effort'),
  }),
})
