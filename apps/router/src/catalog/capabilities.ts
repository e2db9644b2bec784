import type { Capabilities } from '@gptget/protocol'

/** What is said of a model; undefined where nothing is. */
type Said = {
  inputModalities: readonly string[] | undefined
  supportedParameters: readonly string[] | undefined
  hasForcedTools?: boolean | undefined
}

/** What is known of a model. What is not known stays open: its provider decides. */
export const capabilitiesOf = ({
  inputModalities,
  supportedParameters,
  hasForcedTools,
}: Said): Capabilities => ({
  ...(hasForcedTools === undefined ? {} : { hasForcedTools }),
  ...(inputModalities && {
    hasImages: inputModalities.includes('image'),
    hasAudioInput: inputModalities.includes('audio'),
    // Models that see are shown the pages of a file, whether they are listed with files or not.
    hasFiles: inputModalities.some((modality) => modality === 'file' || modality === 'image'),
  }),
  ...(supportedParameters && {
    hasSampling: supportedParameters.includes('temperature'),
    hasTools: supportedParameters.includes('tools'),
    hasReasoning: supportedParameters.some((name) => name === 'reasoning' || name === 'reasoning_effort'),
  }),
})
