<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>DifferenceWords</name>
    <message numerus="yes">
        <source>%n more object(s) to update</source>
        <translation>
            <numerusform>%n more object to update</numerusform>
            <numerusform>%n more objects to update</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) to update</source>
        <translation>
            <numerusform>%n object to update</numerusform>
            <numerusform>%n objects to update</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) to create</source>
        <translation>
            <numerusform>%n object to create</numerusform>
            <numerusform>%n objects to create</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) to prune</source>
        <translation>
            <numerusform>%n object to prune</numerusform>
            <numerusform>%n objects to prune</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) could not be compared</source>
        <translation>
            <numerusform>%n object could not be compared</numerusform>
            <numerusform>%n objects could not be compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n more field(s)</source>
        <translation>
            <numerusform>%1, %n more field</numerusform>
            <numerusform>%1, %n more fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 object(s)</source>
        <extracomment>%1 is &quot;create 3, prune 1&quot;; the number says whether the last count is one object or many</extracomment>
        <translation>
            <numerusform>%1 object</numerusform>
            <numerusform>%1 objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n pod(s): %2</source>
        <translation>
            <numerusform>%1 of %n pod: %2</numerusform>
            <numerusform>%1 of %n pods: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FormatWords</name>
    <message numerus="yes">
        <source>%n s ago</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>%n s ago</numerusform>
            <numerusform>%n s ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <comment>hours</comment>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) ago</source>
        <translation>
            <numerusform>%n second ago</numerusform>
            <numerusform>%n seconds ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h</source>
        <comment>hours</comment>
        <translation>
            <numerusform>%n h</numerusform>
            <numerusform>%n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n s</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>in %n s</numerusform>
            <numerusform>in %n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n min</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>in %n min</numerusform>
            <numerusform>in %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n h</source>
        <comment>hours</comment>
        <translation>
            <numerusform>in %n h</numerusform>
            <numerusform>in %n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>in %n day</numerusform>
            <numerusform>in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>%n object</numerusform>
            <numerusform>%n objects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlanWords</name>
    <message numerus="yes">
        <source>%1 of %n object(s) are deleted</source>
        <translation>
            <numerusform>%1 of %n object are deleted</numerusform>
            <numerusform>%1 of %n objects are deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) created</source>
        <translation>
            <numerusform>%n object created</numerusform>
            <numerusform>%n objects created</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) deleted, last of all</source>
        <translation>
            <numerusform>%n object deleted, last of all</numerusform>
            <numerusform>%n objects deleted, last of all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) changed in place</source>
        <translation>
            <numerusform>%n object changed in place</numerusform>
            <numerusform>%n objects changed in place</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) not checked by the server&apos;s dry run: its defaults may show as changes</source>
        <translation>
            <numerusform>%n object not checked by the server&apos;s dry run: its defaults may show as changes</numerusform>
            <numerusform>%n objects not checked by the server&apos;s dry run: its defaults may show as changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The pods of %n workload(s) restart or change their number</source>
        <translation>
            <numerusform>The pods of %n workload restart or change their number</numerusform>
            <numerusform>The pods of %n workloads restart or change their number</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::Application</name>
    <message numerus="yes">
        <source>Found %1: %n context(s)</source>
        <translation>
            <numerusform>Found %1: %n context</numerusform>
            <numerusform>Found %1: %n contexts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::ApplicationsPage</name>
    <message numerus="yes">
        <source>Reading %n kind(s) from %1, %2 done</source>
        <translation>
            <numerusform>Reading %n kind from %1, %2 done</numerusform>
            <numerusform>Reading %n kinds from %1, %2 done</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::DiffCard</name>
    <message numerus="yes">
        <source>%n unchanged line(s) above, %1 below</source>
        <translation>
            <numerusform>%n unchanged line above, %1 below</numerusform>
            <numerusform>%n unchanged lines above, %1 below</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::DiffCards</name>
    <message numerus="yes">
        <source>%n more object(s) not shown here</source>
        <translation>
            <numerusform>%n more object not shown here</numerusform>
            <numerusform>%n more objects not shown here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::DiffPanel</name>
    <message numerus="yes">
        <source>%n object(s) will change.</source>
        <translation>
            <numerusform>%n object will change.</numerusform>
            <numerusform>%n objects will change.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::HealthBar</name>
    <message numerus="yes">
        <source>%n application(s)</source>
        <translation>
            <numerusform>%n application</numerusform>
            <numerusform>%n applications</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::MainWindow</name>
    <message numerus="yes">
        <source>%n part(s) of the workspace could not be read</source>
        <translation>
            <numerusform>%n part of the workspace could not be read</numerusform>
            <numerusform>%n parts of the workspace could not be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::PlanModel</name>
    <message numerus="yes">
        <source>%n unchanged object(s) are not touched</source>
        <translation>
            <numerusform>%n unchanged object are not touched</numerusform>
            <numerusform>%n unchanged objects are not touched</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::StatusBar</name>
    <message numerus="yes">
        <source>%1 · reading %n kind(s), %2 done</source>
        <translation>
            <numerusform>%1 · reading %n kind, %2 done</numerusform>
            <numerusform>%1 · reading %n kinds, %2 done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · watching %n kind(s)</source>
        <translation>
            <numerusform>%1 · watching %n kind</numerusform>
            <numerusform>%1 · watching %n kinds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::StatusStrip</name>
    <message numerus="yes">
        <source>%1 of %n pod(s) ready</source>
        <translation>
            <numerusform>%1 of %n pod ready</numerusform>
            <numerusform>%1 of %n pods ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n object(s)</source>
        <translation>
            <numerusform>%1 of %n object</numerusform>
            <numerusform>%1 of %n objects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::SyncPage</name>
    <message numerus="yes">
        <source>%1 of %n object(s)</source>
        <translation>
            <numerusform>%1 of %n object</numerusform>
            <numerusform>%1 of %n objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) will be deleted</source>
        <translation>
            <numerusform>%n object will be deleted</numerusform>
            <numerusform>%n objects will be deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) would be deleted</source>
        <translation>
            <numerusform>%n object would be deleted</numerusform>
            <numerusform>%n objects would be deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) failed</source>
        <translation>
            <numerusform>%n object failed</numerusform>
            <numerusform>%n objects failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) without an answer: they may or may not have changed</source>
        <translation>
            <numerusform>%n object without an answer: it may or may not have changed</numerusform>
            <numerusform>%n objects without an answer: they may or may not have changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) were not begun</source>
        <translation>
            <numerusform>%n object was not begun</numerusform>
            <numerusform>%n objects were not begun</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hook(s) will not run: Cauce does not run hooks yet</source>
        <translation>
            <numerusform>%n hook will not run: Cauce does not run hooks yet</numerusform>
            <numerusform>%n hooks will not run: Cauce does not run hooks yet</numerusform>
        </translation>
    </message>
</context>
</TS>
