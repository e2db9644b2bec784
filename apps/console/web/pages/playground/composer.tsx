import { ArrowUp, ImagePlus, Square, X } from 'lucide-react'
import { useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import type { Model } from '../../api/models.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import type { Picture } from './chat-state.ts'
import { chat, isRunning, useChat } from './chat-store.ts'
import { readPictures } from './read-pictures.ts'

export const Composer = ({ models }: { models: readonly Model[] }) => {
  const { panes } = useChat()
  const mayUse = useMay('use')
  const [text, setText] = useState('')
  const [pictures, setPictures] = useState<Picture[]>([])
  const isBusy = panes.some(({ turns }) => turns.some(({ answer }) => isRunning(answer)))
  const seesImages = panes.every((pane) =>
    models.find(({ id }) => id === pane.model)?.input.includes('image'),
  )
  const isReady = mayUse && !isBusy && text.trim() !== '' && panes.every(({ model }) => model !== '')
  const send = (event?: FormEvent) => {
    event?.preventDefault()
    if (!isReady) return
    chat.ask({ text: text.trim(), pictures })
    setText('')
    setPictures([])
  }
  return (
    <form onSubmit={send} className="w-full px-4 pb-4">
      <div className="mx-auto max-w-3xl rounded-lg border border-line-strong/60 bg-card p-2 focus-within:border-accent">
        <Attached
          pictures={pictures}
          onRemove={(url) => setPictures(pictures.filter((one) => one.url !== url))}
        />
        <div className="flex items-end gap-1">
          {seesImages && <Attach onPictures={(added) => setPictures([...pictures, ...added])} />}
          <Input text={text} isDisabled={!mayUse} onText={setText} onSend={send} />
          {isBusy ? (
            <Button size="icon" aria-label={m.playground.stop} onClick={() => chat.stop()}>
              <Square size={15} aria-hidden className="fill-current" />
            </Button>
          ) : (
            <Button
              type="submit"
              look="primary"
              size="icon"
              aria-label={m.playground.send}
              disabled={!isReady}
            >
              <ArrowUp size={18} aria-hidden />
            </Button>
          )}
        </div>
      </div>
    </form>
  )
}

type InputProps = { text: string; isDisabled: boolean; onText: (text: string) => void; onSend: () => void }

/** Enter sends, Shift and Enter begins a line. */
const Input = ({ text, isDisabled, onText, onSend }: InputProps) => {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    onSend()
  }
  return (
    <textarea
      aria-label={m.playground.placeholder}
      placeholder={m.playground.placeholder}
      rows={1}
      autoFocus
      disabled={isDisabled}
      value={text}
      onChange={({ target }) => onText(target.value)}
      onKeyDown={onKeyDown}
      className="field-sizing-content max-h-48 min-h-9 flex-1 resize-none bg-transparent px-2 py-1.5 outline-none placeholder:text-faint"
    />
  )
}

const Attach = ({ onPictures }: { onPictures: (pictures: Picture[]) => void }) => {
  const ref = useRef<HTMLInputElement>(null)
  return (
    <label className={buttonClass('quiet', 'icon')} title={m.playground.attach}>
      <ImagePlus size={18} aria-hidden />
      <span className="sr-only">{m.playground.attach}</span>
      <input
        ref={ref}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        multiple
        className="sr-only"
        onChange={({ target }) => void readPictures(target.files).then(onPictures)}
      />
    </label>
  )
}

const Attached = ({ pictures, onRemove }: { pictures: Picture[]; onRemove: (url: string) => void }) =>
  pictures.length > 0 && (
    <ul className="mb-2 flex flex-wrap gap-2">
      {pictures.map(({ name, url }) => (
        <li key={url} className="relative">
          <img src={url} alt={name} className="size-16 rounded-md object-cover" />
          <button
            type="button"
            aria-label={m.playground.removeAttachment(name)}
            className="absolute -top-1.5 -right-1.5 rounded-full border border-line bg-card p-0.5"
            onClick={() => onRemove(url)}
          >
            <X size={13} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
