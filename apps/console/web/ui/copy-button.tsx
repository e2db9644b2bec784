import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { m } from '../messages/index.ts'
import { Button } from './button.tsx'

const SHOWN_MS = 1_500

/** Copies a text, and confirms it for a moment. */
export const CopyButton = ({
  text,
  label,
  children,
}: {
  text: string
  label?: string
  children?: string
}) => {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_MS)
  }
  return (
    <Button
      look={children ? 'plain' : 'quiet'}
      size={children ? 'sm' : 'icon'}
      aria-label={children ? undefined : (label ?? m.common.copy)}
      title={label}
      onClick={() => void copy()}
    >
      {isCopied ? <Check size={16} aria-hidden className="text-good" /> : <Copy size={16} aria-hidden />}
      {children}
      <span role="status" className="sr-only">
        {isCopied ? m.common.copied : ''}
      </span>
    </Button>
  )
}
