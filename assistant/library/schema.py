"""The tables of the library file, as named, ordered migrations; a released one is never changed."""

from assistant.database import Migration

LIBRARY = """
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents(
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,              -- SHA-256 of the file's bytes
  title TEXT NOT NULL,
  format TEXT NOT NULL,
  language TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  paged INTEGER NOT NULL,
  added REAL NOT NULL,
  seconds REAL NOT NULL,
  notes TEXT NOT NULL,                  -- JSON list
  chunking TEXT NOT NULL,               -- fingerprint of the chunker and its vocabulary
  text TEXT NOT NULL,
  blocks BLOB NOT NULL                  -- msgpack, deflated: [[kind, start, end, page, level], ...]
);

CREATE TABLE paths(
  path BLOB PRIMARY KEY,                -- as the file system gives it, UTF-8 or not
  document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL             -- nanoseconds
) WITHOUT ROWID;
CREATE INDEX paths_document ON paths(document);

CREATE TABLE pages(
  document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  source TEXT NOT NULL,
  label TEXT NOT NULL,
  width REAL NOT NULL,
  height REAL NOT NULL,
  lines BLOB,                           -- msgpack, deflated: [[start, end, top, bottom, [edges]], ...]
  PRIMARY KEY (document, number)
) WITHOUT ROWID;

CREATE TABLE chunks(
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- those of one document are consecutive
  document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  page INTEGER NOT NULL,
  context TEXT NOT NULL,                -- headings, a table's header
  tokens INTEGER NOT NULL,
  text TEXT NOT NULL                    -- the document's text from start to stop
);
CREATE INDEX chunks_document ON chunks(document);

CREATE TABLE vectors(
  document INTEGER PRIMARY KEY REFERENCES documents(key) ON DELETE CASCADE,
  fingerprint TEXT NOT NULL,            -- of the embedder
  first_chunk INTEGER NOT NULL,
  count INTEGER NOT NULL,
  data BLOB NOT NULL                    -- (count, dimensions) float32, normalised
);

-- The text is analysed before it comes here (chains.text.terms), so the tokenizer only splits at blanks.
CREATE VIRTUAL TABLE chunks_fts USING fts5(body, context, tokenize = "ascii tokenchars '.,'");
INSERT INTO chunks_fts(chunks_fts, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE chunks_vocabulary USING fts5vocab(chunks_fts, row);

CREATE TABLE collections(
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created REAL NOT NULL
);
CREATE TABLE members(
  collection INTEGER NOT NULL REFERENCES collections(key) ON DELETE CASCADE,
  document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
  PRIMARY KEY (collection, document)
) WITHOUT ROWID;
CREATE INDEX members_document ON members(document);

CREATE TABLE queue(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  path BLOB NOT NULL UNIQUE,
  collection TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'failed')),
  error TEXT,                           -- JSON: type, code, params
  attempts INTEGER NOT NULL DEFAULT 0,  -- begun and not ended
  changed REAL NOT NULL
);
CREATE INDEX queue_state ON queue(state);

-- What the Chroma index holds; the index is a cache, this is how it is brought up to date.
CREATE TABLE indexed(
  generation TEXT NOT NULL,
  document INTEGER NOT NULL,
  first_chunk INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (generation, document)
) WITHOUT ROWID;
"""

CONVERSATIONS = """
CREATE TABLE conversations(
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  created REAL NOT NULL,
  updated REAL NOT NULL
);
CREATE TABLE turns(
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation INTEGER NOT NULL REFERENCES conversations(key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'failed')),
  owner TEXT NOT NULL,                  -- process id and its start time while running
  created REAL NOT NULL,
  question TEXT NOT NULL,
  rewritten TEXT,
  route TEXT,
  answer TEXT NOT NULL DEFAULT '',
  supported TEXT,
  stopped TEXT,
  claims TEXT NOT NULL DEFAULT '[]',    -- JSON
  evidence TEXT NOT NULL DEFAULT '[]',  -- JSON
  receipt TEXT NOT NULL DEFAULT '{}',   -- JSON
  seconds TEXT NOT NULL DEFAULT '{}',   -- JSON
  error TEXT,                           -- JSON
  prompt TEXT NOT NULL DEFAULT '',      -- the user message as the model got it
  raw TEXT NOT NULL DEFAULT '',         -- the model's words before they were tidied for showing
  answer_ids TEXT NOT NULL DEFAULT '[]',-- JSON: the exact token ids that the model wrote
  model TEXT NOT NULL DEFAULT '',       -- fingerprint of that model
  placed TEXT NOT NULL DEFAULT '[]',    -- JSON: [[number in the transcript, index in evidence], ...]
  kept TEXT NOT NULL DEFAULT 'none',    -- none: never in the transcript; full; reduced: without its sources; gone
  UNIQUE (conversation, ordinal)
);
"""

VERSIONS = """
-- A question may be asked again, or edited: turns are a tree, and a conversation shows the path that ends at its head.
CREATE TABLE turns_in_versions(
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation INTEGER NOT NULL REFERENCES conversations(key) ON DELETE CASCADE,
  parent INTEGER,                       -- key of the turn before it; NULL for a first one
  ordinal INTEGER NOT NULL,             -- its place on the path, from 1
  gone_to INTEGER NOT NULL DEFAULT 0,   -- as this turn was asked, turns up to this number had left the transcript
  reduced_to INTEGER NOT NULL DEFAULT 0,-- and those up to this number stood in it without their sources
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'failed')),
  owner TEXT NOT NULL,
  created REAL NOT NULL,
  question TEXT NOT NULL,
  rewritten TEXT,
  route TEXT,
  answer TEXT NOT NULL DEFAULT '',
  supported TEXT,
  stopped TEXT,
  claims TEXT NOT NULL DEFAULT '[]',
  evidence TEXT NOT NULL DEFAULT '[]',
  receipt TEXT NOT NULL DEFAULT '{}',
  seconds TEXT NOT NULL DEFAULT '{}',
  error TEXT,
  prompt TEXT NOT NULL DEFAULT '',
  raw TEXT NOT NULL DEFAULT '',
  answer_ids TEXT NOT NULL DEFAULT '[]',
  model TEXT NOT NULL DEFAULT '',
  placed TEXT NOT NULL DEFAULT '[]',
  kept TEXT NOT NULL DEFAULT 'none'     -- full: its words are in the transcript; none: the model never saw it
);
INSERT INTO turns_in_versions
  SELECT t.key, t.conversation,
    (SELECT p.key FROM turns p WHERE p.conversation = t.conversation AND p.ordinal < t.ordinal
     ORDER BY p.ordinal DESC LIMIT 1),
    t.ordinal,
    coalesce((SELECT max(p.ordinal) FROM turns p
      WHERE p.conversation = t.conversation AND p.ordinal < t.ordinal AND p.kept = 'gone'), 0),
    coalesce((SELECT max(p.ordinal) FROM turns p
      WHERE p.conversation = t.conversation AND p.ordinal < t.ordinal AND p.kept IN ('gone', 'reduced')), 0),
    t.state, t.owner, t.created, t.question, t.rewritten, t.route, t.answer, t.supported, t.stopped, t.claims,
    t.evidence, t.receipt, t.seconds, t.error, t.prompt, t.raw, t.answer_ids, t.model, t.placed,
    CASE WHEN t.kept = 'none' THEN 'none' ELSE 'full' END
  FROM turns t ORDER BY t.key;
DROP TABLE turns;
ALTER TABLE turns_in_versions RENAME TO turns;
CREATE INDEX turns_conversation ON turns(conversation, parent);
ALTER TABLE conversations ADD COLUMN head INTEGER;
UPDATE conversations SET head = (SELECT t.key FROM turns t WHERE t.conversation = conversations.key
  ORDER BY t.ordinal DESC LIMIT 1);
"""

# What is missing of them is made from the documents: all of them at the migration, lost ones in a rescue.
SUMMARISE = """
INSERT OR IGNORE INTO summaries(document, characters, pages, ocr_pages)
  SELECT d.key, length(d.text), CASE WHEN d.paged THEN count(p.number) ELSE 0 END,
    coalesce(sum(p.source = 'ocr'), 0)
  FROM documents d LEFT JOIN pages p ON p.document = d.key GROUP BY d.key
"""
SUMMARIES = """
-- What a list of documents shows of each, beside its row: behind the text it could not be read without the text.
CREATE TABLE summaries(
  document INTEGER PRIMARY KEY REFERENCES documents(key) ON DELETE CASCADE,
  characters INTEGER NOT NULL,
  pages INTEGER NOT NULL,               -- 0 where the format has none
  ocr_pages INTEGER NOT NULL,
  named INTEGER NOT NULL DEFAULT 0,     -- whether a person gave it its title
  revision INTEGER NOT NULL DEFAULT 0   -- of the library, as it was changed last
);
CREATE INDEX summaries_revision ON summaries(revision);
"""

CHAINS = """
-- What a turn was beside its words where a chain made it: its table, steps, notes; JSON.
ALTER TABLE turns ADD COLUMN made TEXT;
-- What long runs of chains have made so far, so that they go on where they were stopped.
CREATE TABLE memos(
  key TEXT PRIMARY KEY,                 -- SHA-256 of all that the value depends on
  document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
  value TEXT NOT NULL,
  made REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX memos_document ON memos(document);
-- Names of the columns of a document's tables, JSON; NULL: nobody has looked yet.
ALTER TABLE summaries ADD COLUMN columns TEXT;
"""

MEMO_SOURCES = """
-- Further documents that a memo was made from: it goes when one of them is removed.
CREATE TABLE memo_sources(
  memo TEXT NOT NULL REFERENCES memos(key) ON DELETE CASCADE,
  document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
  PRIMARY KEY (memo, document)
) WITHOUT ROWID;
CREATE INDEX memo_sources_document ON memo_sources(document);
CREATE TRIGGER memo_sources_gone AFTER DELETE ON memo_sources BEGIN
  DELETE FROM memos WHERE key = OLD.memo;
END;
"""

AGENT = """
-- Notes that the person, or the agent with their leave, has kept.
CREATE TABLE notes(
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  text TEXT NOT NULL,
  created REAL NOT NULL,
  conversation INTEGER REFERENCES conversations(key) ON DELETE SET NULL  -- in which the agent kept it
);
-- Tools that act inside the library and were allowed for the rest of a conversation.
CREATE TABLE grants(
  conversation INTEGER NOT NULL REFERENCES conversations(key) ON DELETE CASCADE,
  tool TEXT NOT NULL,
  PRIMARY KEY (conversation, tool)
) WITHOUT ROWID;
-- Toolkits that are switched on or off for one conversation or one collection; else the settings say.
CREATE TABLE switches(
  conversation INTEGER REFERENCES conversations(key) ON DELETE CASCADE,
  collection INTEGER REFERENCES collections(key) ON DELETE CASCADE,
  toolkit TEXT NOT NULL,
  is_on INTEGER NOT NULL,
  CHECK ((conversation IS NULL) <> (collection IS NULL)),
  UNIQUE (conversation, collection, toolkit)
);
"""

TURN_NOTES = """
-- What was told of a turn beside its answer, by name; JSON.
ALTER TABLE turns ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
"""

MIGRATIONS: tuple[Migration, ...] = (
    ("0001_library", LIBRARY),
    ("0002_conversations", CONVERSATIONS),
    ("0003_versions", VERSIONS),
    ("0004_summaries", SUMMARIES + SUMMARISE),
    ("0005_chains", CHAINS),
    ("0006_memo_sources", MEMO_SOURCES),
    ("0007_agent", AGENT),
    ("0008_turn_notes", TURN_NOTES),
)
