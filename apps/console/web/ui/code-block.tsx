import { CopyButton } from './copy-button.tsx'

export const CodeBlock = ({ code }: { code: string }) => (
  <div className="relative rounded-md border border-line bg-raised">
    <pre tabIndex={0} className="overflow-x-auto p-3 pr-12 text-sm leading-relaxed">
      <code>{code}</code>
    </pre>
    <div className="absolute top-1 right-1 rounded-md bg-raised">
      <CopyButton text={code} />
    </div>
  </div>
)
