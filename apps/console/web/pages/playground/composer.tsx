import { ArrowUp, Square } from 'lucide-react'
import { useState, type ClipboardEvent, type DragEvent, type FormEvent, type KeyboardEvent } from 'react'
import type { Model } from '../../api/models.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { focusWhenDrawn } from '../../ui/focus-when-drawn.ts'
import { say } from '../../ui/say.ts'
import { Attach, Attached } from './attached.tsx'
import { isReadBy, readAttachments, type Attachment } from './attachments.ts'
import { faultOf } from './chat-settings.ts'
import { isRunning, type Pane } from './chat-state.ts'
import { chat, useChat } from './chat-store.ts'

export const Composer = ({ models }: { models: readonly Model[] }) => {
  const { panes, settings } = useChat()
  const mayUse = useMay('use')
  const [text, setText] = useState('')
  const [attachments, setAttachments] = useState<Attachment[]>([])
  const isBusy = panes.some(({ turns }) => turns.some(({ answer }) => isRunning(answer)))
  const fault = faultOf(settings) ?? unreadIn(attachments, panes, models)
  const hasAll = text.trim() !== '' && fault === undefined && panes.every(({ model }) => model !== '')
  const isReady = mayUse && !isBusy && hasAll
  const attach = (files: Iterable<File>) =>
    readAttachments(files).then(
      (added) => setAttachments((before) => [...before, ...added]),
      (error: Error) => say(error.message),
    )
  const send = (event?: FormEvent) => {
    event?.preventDefault()
    if (!isReady) return
    chat.ask({ type: 'question', text: text.trim(), attachments })
    setText('')
    setAttachments([])
  }
  return (
    <form onSubmit={send} className="w-full px-4 pb-4" {...receiving((files) => void attach(files))}>
      <div className="mx-auto max-w-3xl rounded-lg border border-line-strong/60 bg-card p-2 focus-within:border-accent">
        {fault && (
          <p role="alert" className="mb-2 rounded-md bg-bad-soft px-3 py-2 text-sm break-words text-bad">
            {fault}
          </p>
        )}
        <Attached
          attachments={attachments}
          onRemove={(id) => setAttachments(attachments.filter((one) => one.id !== id))}
        />
        <div className="flex items-end gap-1">
          {mayUse && <Attach onFiles={(files) => void attach(files)} />}
          <Input text={text} isDisabled={!mayUse} onText={setText} onSend={send} />
          {isBusy ? <Stop /> : <Send isReady={isReady} />}
        </div>
      </div>
    </form>
  )
}

/** Names the first attachment that a chosen model does not accept. */
const unreadIn = (
  attachments: Attachment[],
  panes: readonly Pane[],
  models: readonly Model[],
): string | undefined => {
  for (const attachment of attachments) {
    const deaf = models.find(
      (model) => panes.some((pane) => pane.model === model.id) && !isReadBy(attachment, model),
    )
    if (deaf) return m.playground.notReadBy(deaf.id, attachment.name, attachment.kind)
  }
  return undefined
}

/** Handlers for dropped and pasted files. */
const receiving = (onFiles: (files: FileList) => void) => {
  const take = (event: DragEvent | ClipboardEvent, data: DataTransfer) => {
    if (data.files.length === 0) return
    event.preventDefault()
    onFiles(data.files)
  }
  return {
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => take(event, event.dataTransfer),
    onPaste: (event: ClipboardEvent) => take(event, event.clipboardData),
  }
}

const Stop = () => (
  <Button size="icon" aria-label={m.playground.stop} onClick={() => chat.stop()}>
    <Square size={15} aria-hidden className="fill-current" />
  </Button>
)

const Send = ({ isReady }: { isReady: boolean }) => (
  <Button type="submit" look="primary" size="icon" aria-label={m.playground.send} disabled={!isReady}>
    <ArrowUp size={18} aria-hidden />
  </Button>
)

type InputProps = { text: string; isDisabled: boolean; onText: (text: string) => void; onSend: () => void }

/** Enter sends; Shift+Enter starts a new line. */
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
      ref={focusWhenDrawn}
      disabled={isDisabled}
      value={text}
      onChange={({ target }) => onText(target.value)}
      onKeyDown={onKeyDown}
      className="field-sizing-content max-h-48 min-h-9 flex-1 resize-none bg-transparent px-2 py-1.5 outline-none placeholder:text-faint"
    />
  )
}
