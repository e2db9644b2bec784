import type { ReactNode } from 'react'
import { useTitle } from '../ui/page.tsx'
import { Logo } from './logo.tsx'

/** A page with one form. */
export const CardFrame = ({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children?: ReactNode
}) => {
  useTitle(title)
  return (
    <main
      data-frame="card"
      className="flex min-h-dvh flex-col items-center justify-center gap-8 bg-raised px-4 py-10"
    >
      <Logo />
      <div className="w-full max-w-sm rounded-lg border border-line bg-card p-6 sm:p-8">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {text && <p className="mt-1.5 text-soft">{text}</p>}
        {children && <div className="mt-6">{children}</div>}
      </div>
    </main>
  )
}
