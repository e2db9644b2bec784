import { FileText, Music, Paperclip, X } from 'lucide-react'
import type { ChangeEvent } from 'react'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import type { Attachment } from './attachments.ts'

/** Chooses files to attach. */
export const Attach = ({ onFiles }: { onFiles: (files: File[]) => void }) => {
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(target.files ?? [])])
    // Without it, the same file could not be chosen again after it was removed.
    target.value = ''
  }
  return (
    <label className={buttonClass('quiet', 'icon')} title={m.playground.attach}>
      <Paperclip size={18} aria-hidden />
      <span className="sr-only">{m.playground.attach}</span>
      <input type="file" multiple className="sr-only" onChange={onChange} />
    </label>
  )
}

type AttachedProps = { attachments: Attachment[]; onRemove: (id: string) => void }

/** The attachments of the next question. */
export const Attached = ({ attachments, onRemove }: AttachedProps) =>
  attachments.length > 0 && (
    <ul className="mb-2 flex flex-wrap gap-2">
      {attachments.map((attachment) => (
        <li key={attachment.id} className="relative">
          <AttachmentView attachment={attachment} className="size-16 rounded-md object-cover" />
          <button
            type="button"
            aria-label={m.playground.removeAttachment(attachment.name)}
            className="absolute -top-1.5 -right-1.5 rounded-full border border-line bg-card p-0.5"
            onClick={() => onRemove(attachment.id)}
          >
            <X size={13} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )

type ViewProps = { attachment: Attachment; className: string }

/** A preview of an attachment: the image, or the name of another file. */
export const AttachmentView = ({ attachment: { kind, name, content }, className }: ViewProps) => {
  if (kind === 'image') return <img src={content} alt={name} className={className} />
  const Icon = kind === 'audio' ? Music : FileText
  return (
    <span className="flex h-9 max-w-60 items-center gap-2 rounded-md border border-line bg-card px-3 text-sm text-text">
      <Icon size={15} aria-hidden className="shrink-0 text-soft" />
      <span className="truncate">{name}</span>
    </span>
  )
}
