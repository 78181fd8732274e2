---@meta

--- What the server sends: see docs/protocol.md.

---@class snippet.Result
---@field uri string
---@field range lsp.Range all of the definition, or the block
---@field selectionRange lsp.Range its name, or the start of the block
---@field name string
---@field containerName? string
---@field block? boolean
---@field kind lsp.SymbolKind
---@field language string
---@field match integer 0-100
---@field alike? "identical"|"renamed"|"edited"|"idea"
---@field score number
---@field path string relative to the workspace folder
---@field signature string
---@field documentation string
---@field why? snippet.Why
---@field encoding string? position encoding of the ranges; added on this side

---@class snippet.Why
---@field words {asked: string, found: string, field: string}[]
---@field phrase string
---@field shares {name: number, words: number, meaning: number}

---@class snippet.Reply
---@field state snippet.State
---@field results snippet.Result[]
---@field correction? string
---@field message? string

---@alias snippet.State "starting"|"indexing"|"degraded"|"ready"

---@class snippet.FolderStatus
---@field uri string
---@field name string
---@field state snippet.State
---@field files integer
---@field symbols integer
---@field pending integer
---@field total integer
---@field failed integer
---@field generation integer
---@field checkpoint string
---@field nearest string
---@field recall? number share of the nearest that are found
---@field leftOut? table<string, integer> files that are not searched, by reason
---@field problems string[]

---@class snippet.Status
---@field state snippet.State
---@field folders snippet.FolderStatus[]
---@field model {checkpoint: string}
---@field problems string[]
---@field version string

---@class snippet.Cluster
---@field alike "identical"|"renamed"|"edited"
---@field match integer
---@field saves integer
---@field members snippet.Result[]

---@class snippet.Duplicates
---@field state snippet.State
---@field functions integer
---@field found integer
---@field saves integer
---@field clusters snippet.Cluster[]

---@class snippet.Completion
---@field text string
---@field detail string
---@field start integer
---@field end integer

--- What the parts of the plugin hand to each other.

--- Parameters of `snippet/similar` that say what to compare with.
---@class snippet.Place
---@field textDocument? {uri: string}
---@field position? lsp.Position
---@field range? lsp.Range
---@field code? string
---@field language? string

--- Where answers come from.
---@class snippet.Source
---@field title string
---@field live boolean whether every change of the prompt is a question to the server
---@field query string what the prompt begins with
---@field bufnr integer the buffer that was current
---@field ask snippet.Ask

---@alias snippet.Ask fun(query: string, how: snippet.How, on: snippet.OnReply): snippet.Cancel
---@alias snippet.How {explain: boolean}
---@alias snippet.OnReply fun(problem: string?, reply: snippet.Reply?)
---@alias snippet.Cancel fun()
