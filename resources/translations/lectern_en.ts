<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Banner</name>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message numerus="yes">
        <source>%n older message(s) not shown</source>
        <translation>
            <numerusform>%n older message not shown</numerusform>
            <numerusform>%n older messages not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message numerus="yes">
        <source>Removing %n document(s) of this size cannot be undone. Your files stay.</source>
        <translation>
            <numerusform>Removing %n document of this size cannot be undone. Your files stay.</numerusform>
            <numerusform>Removing %n documents of this size cannot be undone. Your files stay.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message numerus="yes">
        <source>Removed %n document(s).</source>
        <translation>
            <numerusform>Removed %n document.</numerusform>
            <numerusform>Removed %n documents.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n document(s) into “{}”.</source>
        <translation>
            <numerusform>Put %n document into “{}”.</numerusform>
            <numerusform>Put %n documents into “{}”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Took %n document(s) out of “{}”.</source>
        <translation>
            <numerusform>Took %n document out of “{}”.</numerusform>
            <numerusform>Took %n documents out of “{}”.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EvidenceView</name>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>Show %n more</numerusform>
            <numerusform>Show %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryPane</name>
    <message numerus="yes">
        <source>%n file(s) could not be read.</source>
        <translation>
            <numerusform>%n file could not be read.</numerusform>
            <numerusform>%n files could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptBar</name>
    <message numerus="yes">
        <source>%n piece(s) left out</source>
        <translation>
            <numerusform>%n piece left out</numerusform>
            <numerusform>%n pieces left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n page</numerusform>
            <numerusform>%n pages</numerusform>
        </translation>
    </message>
</context>
</TS>
