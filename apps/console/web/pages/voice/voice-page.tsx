import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { modelsQuery, type Model } from '../../api/models.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { ModelPicker } from '../models/model-picker.tsx'
import { Stage } from './stage.tsx'
import { Transcript } from './transcript.tsx'
import { isCallOver, useVoiceCall, voiceCall } from './voice-call.ts'

/** A spoken conversation with any chat model. */
export const VoicePage = () => {
  const { data, error, refetch } = useQuery(modelsQuery)
  const models = data?.filter(
    ({ available, output }) => available && (output.includes('text') || output.includes('audio')),
  )
  return (
    <Page title={m.voice.title} text={m.voice.text} width="wide">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {models === undefined && !error && <LoadingRows />}
      {models?.length === 0 && <p className="text-soft">{m.voice.noModel}</p>}
      {models !== undefined && models.length > 0 && <Talk models={models} />}
    </Page>
  )
}

const usualModel = (models: readonly Model[], asked: string | undefined): string =>
  (
    models.find(({ id }) => id === asked) ??
    models.find(({ output }) => output.includes('audio') && output.includes('text')) ??
    models.find(({ id }) => id.startsWith('local/')) ??
    models[0]!
  ).id

const Talk = ({ models }: { models: readonly Model[] }) => {
  const { model: asked } = useSearch({ from: '/signed-in/playground/voice' })
  const [model, setModel] = useState(usualModel(models, asked))
  const [voice, setVoice] = useState('alloy')
  const [instructions, setInstructions] = useState<string>(m.voice.defaultInstructions)
  const state = useVoiceCall()
  const mayUse = useMay('use')
  const isOver = isCallOver(state)
  // The microphone must not stay open on other pages.
  useEffect(() => () => voiceCall.end(), [])
  return (
    <div className="grid gap-6 lg:grid-cols-[22rem_1fr]">
      <div className="flex flex-col gap-4">
        <Stage
          state={state}
          mayStart={mayUse}
          onStart={() => void voiceCall.start({ model, voice, instructions })}
        />
        <fieldset disabled={!isOver} className="flex flex-col gap-4">
          <ModelPicker models={models} value={model} onChange={setModel} />
          <TextField label={m.voice.voice} value={voice} onChange={({ target }) => setVoice(target.value)} />
          <TextArea
            label={m.voice.instructions}
            value={instructions}
            onChange={({ target }) => setInstructions(target.value)}
          />
        </fieldset>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {state.error && <Failure error={new Error(state.error)} />}
        <Transcript turns={state.turns} />
      </div>
    </div>
  )
}
