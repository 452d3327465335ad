<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AnswerView</name>
    <message>
        <source>Show more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the whole text ({} characters)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message>
        <source>Close all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a bug in Lectern. Your documents are safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window goes on working. The details help to mend it; they may name files of yours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n older message(s) not shown</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatView</name>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest passages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. What was written is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer reached its limit and ends here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model began to repeat itself and was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partly supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was not asked; {:.1f} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} tokens evaluated, {} reused, {} written; first word after {:.1f} s, all {:.1f} s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type what you want to do or where to go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands that fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing fits. Try fewer letters.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Ask your documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The library is being opened …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the answer (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in all documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in {ticked} of {total} documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything in the library is asked. Tick documents in the library to ask only those.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the ticked documents are asked. Click to ask all of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the question is asked of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the question is answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask (Enter); Shift+Enter begins a new line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lectern decides by the question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a fact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the passages and answer from the best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go through one document from beginning to end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The library itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which documents there are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Just talk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is searched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A question has room for {most} characters; {left_out} of what was pasted were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking question {} again. What stands there stays as an earlier version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered by: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pinned: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>added: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in my words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} – click to take it away</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationActions</name>
    <message>
        <source>&amp;New conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search, rename, export and delete conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the last question &amp;again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit the last question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context re&amp;ceipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model reads, in exact tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rena&amp;me</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give this conversation another title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write this conversation to a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this conversation; it can be taken back for a while</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>words of a document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One question is waiting already. Ask this one when that has its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for the passages …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written in another conversation: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comes next: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>passage {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written: {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationsView</name>
    <message>
        <source>Markdown (*.md)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search titles, questions, answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New conversation (Ctrl+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is found in any conversation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No conversation yet. Ask a question, and it is kept here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>Renamed “{}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed “{}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Removed %n document(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n document(s) into “{}”.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Took %n document(s) out of “{}”.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Made the collection “{}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted the collection “{}”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EvidenceView</name>
    <message>
        <source>Evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The nearest passages</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FailuresDialog</name>
    <message>
        <source>Could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files that could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your files were not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take them off this list; the files stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match (Shift+F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next match (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of more than {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>&amp;Check the library …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See whether every part of the library is whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Repair the library …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put right what can be; files that lost a part are read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it &amp;runs on …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Lectern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model really runs on, measured now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it runs on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Lectern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lectern {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask your own documents; every claim opens at the exact words on the exact page. Everything runs on this machine. MIT licence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every part of the library against every other. This can take a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repaired: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents: {documents}. Chunks: {chunks}, in the index: {indexed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held by another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The library is not whole.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LibraryTexts</name>
    <message>
        <source>All documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n document(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n read from the image</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indexing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s) left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkQuestion</name>
    <message>
        <source>Open a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this address outside of Lectern?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lectern opens no addresses of this kind. You can copy it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It came from a text, not from you. What opens it can use the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Nothing leaves this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme of the s&amp;ystem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Li&amp;ght theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L&amp;arger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;maller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Normal size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Commands …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Choose a model …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settings …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Lectern?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written. What is there so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents are being read. The rest is read the next time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoticeStrip</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Saving what can be read …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the library …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save what can be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The damaged file stays beside the new one; nothing is deleted.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page {} of {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PagesModel</name>
    <message>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its image (OCR)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its text</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaneLayout</name>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations (Ctrl+J)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New conversation (Ctrl+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProgressStrip</name>
    <message>
        <source>Documents being added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel all that wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuoteRow</name>
    <message>
        <source>More on quote {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin, leave out, ask why, copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quote {number}, {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin as evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why this?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>page {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptBar</name>
    <message>
        <source>Context receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask, and see here what the model reads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was not asked: nothing went into its context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {all} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click for every part (Ctrl+I)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{part}: {tokens} tokens, {percent} % of the context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{evaluated} tokens were evaluated, {reused} reused, {written} written</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room for the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptView</name>
    <message>
        <source>Context receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the receipt (Ctrl+I)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt as the model got it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask again with these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model would read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model has not got a prompt for this question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was not asked: nothing went into its context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{prompt} of {all} tokens would be read, {answer} are kept for the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{prompt} of {all} tokens were read: {evaluated} evaluated, {reused} still known. {answer} were written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (stands in an earlier turn, is only referred to)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (without its sources)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the model&apos;s template puts around these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there was no room for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has enough with the others, more would confuse it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the oldest turns made room for this question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its sources made room; question and answer stayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you dropped it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin: it stays, whatever the question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add it to what the model reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop: it is kept out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pinned or added: {pinned}, dropped: {dropped}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Receipts</name>
    <message>
        <source>Counting; the model may have to be loaded first …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in the documents fits so far: the model would not be asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole document is gone through without the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The library itself answers this, without the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is answered without the model.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Report: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read from the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Without text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{chunks}, {tokens} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RowDelegate</name>
    <message>
        <source>New name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Scope</name>
    <message>
        <source>no documents yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>in all %n document(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in {ticked} of %n document(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No shortcut fits.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>Text of the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position in the document</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThumbnailModel</name>
    <message>
        <source>Page {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Thumbnails</name>
    <message>
        <source>Thumbnails of the pages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TurnChips</name>
    <message>
        <source>The way this question took; choose another to ask it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use my words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search for the question exactly as it was asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Way taken: {}. Choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searched for: {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TurnTexts</name>
    <message>
        <source>Look it up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find the sentences that answer it, and say so in words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One document as a whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its headings and strongest sentences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which documents there are, and which mention something</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Just talk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No search in the documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word for word from the document; not a summary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supported: each sentence stands in the quotes below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partly supported: compare it with the quotes below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not supported: trust the quotes below rather than these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supported by the quotes that it cites.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partly supported: the quotes do not say all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found in the quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in them: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking in your documents…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the evidence…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. What was written is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer reached its longest length and ends here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model began to repeat itself and was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lectern was closed before this was answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model gave no usable answer; the quotes below stand for themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:.1f} s, without the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds:.1f} s · {read} tokens read, {written} written</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TurnView</name>
    <message>
        <source>Turn {number}: {question}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This was not answered, because of a bug in Lectern.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in your documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy with citations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branch: go on from here in a new conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the context receipt</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhyView</name>
    <message>
        <source>Why not this?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use it as evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the last question again with these words among the evidence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By meaning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shares with the question: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lacks of the question: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For “{}”. Its passage is number {}: {} characters from character {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is among the evidence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its passage was chosen, but other sentences were nearer to the question; {} were taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its passage was found at place {}, but only the first {} were looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its document is not among those that were asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its passage was among the best of neither search.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not ranked ({} are taken)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place {} ({} are taken)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score {}, last taken {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Writer</name>
    <message>
        <source>Copy the code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
