import { useMutation } from '@tanstack/react-query'
import { FileAudio, Mic, Square } from 'lucide-react'
import { useState } from 'react'
import { transcribe, type Transcript } from '../../api/media.ts'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { useRecorder } from '../../sound/use-recorder.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { formatUsd } from '../../ui/format.ts'
import { Failure } from '../../ui/states.tsx'

/** Transcribes a recording or a file. */
export const TranscriptionForm = ({ models }: { models: Model[] }) => {
  const [model, setModel] = useState(models[0]!.id)
  const work = useMutation({ mutationFn: (file: File) => transcribe(model, file) })
  const recorder = useRecorder((file) => work.mutate(file))
  const isBusy = work.isPending || recorder.seconds !== null
  return (
    <div className="grid gap-6 lg:grid-cols-[22rem_1fr]">
      <div className="flex flex-col gap-4">
        <SelectField
          label={m.playground.model}
          value={model}
          options={models.map(({ id }) => [id, id])}
          onChange={({ target }) => setModel(target.value)}
        />
        <div className="flex flex-wrap gap-2">
          {recorder.seconds === null ? (
            <Button look="primary" disabled={isBusy} onClick={() => void recorder.start()}>
              <Mic size={17} aria-hidden />
              {m.sound.record}
            </Button>
          ) : (
            <Button look="danger" onClick={recorder.stop}>
              <Square size={15} aria-hidden className="fill-current" />
              {m.sound.stopRecording}
            </Button>
          )}
          <ChooseFile isDisabled={isBusy} onFile={(file) => work.mutate(file)} />
        </div>
        <p role="status" className="nums text-sm text-soft">
          {recorder.seconds !== null && m.sound.recording(recorder.seconds)}
          {work.isPending && m.create.busy}
        </p>
        {work.variables && recorder.seconds === null && (
          <Sound key={work.variables.lastModified} file={work.variables} />
        )}
      </div>
      <div aria-live="polite">
        {recorder.error && <Failure error={recorder.error} />}
        {work.isError && <Failure error={work.error} />}
        {work.data ? <Words transcript={work.data} /> : <Nothing />}
      </div>
    </div>
  )
}

const ChooseFile = ({ isDisabled, onFile }: { isDisabled: boolean; onFile: (file: File) => void }) => (
  <label className={`${buttonClass()} focus-within:outline-2 focus-within:outline-accent`}>
    <FileAudio size={17} aria-hidden />
    {m.create.chooseSound}
    <input
      type="file"
      accept="audio/*,video/mp4,video/webm"
      disabled={isDisabled}
      className="sr-only"
      onChange={({ target }) => {
        const [file] = target.files ?? []
        if (file) onFile(file)
        target.value = ''
      }}
    />
  </label>
)

/** Plays the recording. */
const Sound = ({ file }: { file: File }) => {
  const [url] = useState(() => URL.createObjectURL(file))
  return <audio controls src={url} className="w-full" aria-label={file.name} />
}

const Words = ({ transcript }: { transcript: Transcript }) => (
  <div className="rounded-lg border border-line bg-card p-4">
    <div className="flex items-start gap-2">
      <p className="flex-1 leading-relaxed break-words whitespace-pre-wrap">
        {transcript.text === '' ? m.voice.inaudible : transcript.text}
      </p>
      <CopyButton text={transcript.text} />
    </div>
    {transcript.usage?.cost !== undefined && (
      <p className="nums mt-2 text-xs text-faint">{formatUsd(transcript.usage.cost)}</p>
    )}
  </div>
)

const Nothing = () => (
  <p className="flex min-h-32 items-center justify-center rounded-lg border border-dashed border-line px-4 text-soft">
    {m.create.emptyTranscription}
  </p>
)
