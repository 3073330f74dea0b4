#include "core/diff/compare.h"
#include "core/object/yamlreader.h"
#include "livefixtures.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::test::LiveBuilder;
using cauce::test::manifest;
using cauce::test::setOf;

namespace {

QByteArray readData(const QString& name)
{
    QFile file(QStringLiteral(CAUCE_SOURCE_DIR "/tests/unit/data/diff/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    return file.readAll();
}

//! desired.yaml, object by object, and live.json: what a kube-apiserver made of it.
struct Zoo
{
    Zoo()
    {
        const auto read = object::readManifests(readData(u"desired.yaml"_s), u"desired.yaml"_s);
        if (!read)
            qFatal("%s", qPrintable(read.error().message));
        desired = *read;
        const auto items = object::parseJson(readData(u"live.json"_s));
        for (const object::Json& item : items->items())
            live.insert(manifest(item).key(), item);
    }

    QList<object::Manifest> desired;
    QMap<object::ResourceKey, object::Json> live;
};

const Zoo& zoo()
{
    static const Zoo zoo;
    return zoo;
}

diff::ObjectDiff compared(const object::Manifest& desired, const object::Json& live)
{
    return diff::compare(setOf({desired}), LiveBuilder().add(manifest(live)).build(),
                         {u"zoo"_s, false})
        .objects.first();
}

QByteArray told(const QList<diff::FieldChange>& fields)
{
    QString text;
    for (const auto& field : fields) {
        text += field.path + u": "_s
            + QString::fromUtf8(field.live ? object::toJson(*field.live) : "-") + u" -> "_s
            + QString::fromUtf8(field.desired ? object::toJson(*field.desired) : "-") + u'\n';
    }
    return text.toUtf8();
}

//! Where every leaf of \p value is.
void collectLeaves(const object::Json& value, const object::JsonPointer& at,
                   QList<object::JsonPointer>& leaves)
{
    if (value.isObject() && value.size() > 0) {
        for (const auto& [key, member] : value.members())
            collectLeaves(member, at.child(key), leaves);
    } else if (value.isArray() && value.size() > 0) {
        for (qsizetype i = 0; i < value.size(); ++i)
            collectLeaves(value.at(i), at.child(i), leaves);
    } else {
        leaves.append(at);
    }
}

//! \p document with another value of the same type at \p at.
object::Json mutated(const object::Json& document, const QStringList& at, qsizetype depth = 0)
{
    if (depth == at.size()) {
        if (document.isString())
            return object::Json(QString(document.toString() + u'x'));
        if (document.isNumber())
            return object::Json(document.toInteger().value_or(0) + 1);
        if (document.isBool())
            return object::Json(!document.toBool());
        return object::Json(u"x"_s);
    }
    object::Json out = document;
    if (document.isArray()) {
        const auto index = at.at(depth).toLongLong();
        out.replace(index, mutated(document.at(index), at, depth + 1));
    } else {
        out.set(at.at(depth), mutated(document[at.at(depth)], at, depth + 1));
    }
    return out;
}

void addRows()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < zoo().desired.size(); ++i)
        QTest::newRow(qPrintable(zoo().desired.at(i).key().toString())) << i;
}

} // namespace

class TestCompareZoo : public QObject
{
    Q_OBJECT

private slots:
    void whatWasAppliedIsSyncedWithoutAskingTheServer_data() { addRows(); }

    void whatWasAppliedIsSyncedWithoutAskingTheServer()
    {
        QFETCH(int, index);
        const auto& desired = zoo().desired.at(index);
        const auto diff = compared(desired, zoo().live.value(desired.key()));
        QVERIFY2(diff.change == diff::Change::None, told(diff.fields));
    }

    //! Every single value that Git could change must be seen, whatever the tables think.
    void everyChangedLeafIsSeen_data() { addRows(); }

    void everyChangedLeafIsSeen()
    {
        QFETCH(int, index);
        const auto& desired = zoo().desired.at(index);
        QList<object::JsonPointer> leaves;
        collectLeaves(desired.json(), {}, leaves);
        int seen = 0;
        for (const object::JsonPointer& leaf : std::as_const(leaves)) {
            const QString top = leaf.tokens.value(0);
            const QString second = leaf.tokens.value(1);
            if (top == u"apiVersion" || top == u"kind" || top == u"status"
                || (top == u"metadata"
                    && (second == u"name" || second == u"namespace"
                        || second == u"creationTimestamp")))
                continue;
            const auto changed = desired.withJson(mutated(desired.json(), leaf.tokens));
            const auto diff = compared(changed, zoo().live.value(desired.key()));
            QVERIFY2(diff.change == diff::Change::Update && diff.needsPrediction,
                     qPrintable(leaf.toString()));
            QVERIFY2(!diff.fields.isEmpty(), qPrintable(leaf.toString()));
            ++seen;
        }
        QVERIFY(seen > 0 || desired.type().kind == u"Namespace");
    }

    //! Every value that we applied and Git drops must be seen: the server may take it away.
    void everyDroppedMemberIsSeen_data() { addRows(); }

    void everyDroppedMemberIsSeen()
    {
        QFETCH(int, index);
        const auto& desired = zoo().desired.at(index);
        const object::Json live = zoo().live.value(desired.key());
        QList<object::JsonPointer> leaves;
        collectLeaves(desired.json(), {}, leaves);
        for (const object::JsonPointer& leaf : std::as_const(leaves)) {
            const QString top = leaf.tokens.value(0);
            const object::Json* value = object::valueAt(desired.json(), leaf);
            const bool isKept = top == u"apiVersion" || top == u"kind" || top == u"status"
                || top == u"metadata" || value->size() == 0;
            // What the server did not store cannot go away.
            if (isKept || isZero(*value) || isKeyOfItem(leaf) || isInAtom(desired, leaf))
                continue;
            const auto less = desired.withJson(object::without(desired.json(), leaf));
            const auto diff = compared(less, live);
            QVERIFY2(diff.needsPrediction, qPrintable(leaf.toString()));
        }
    }

private:
    static bool isZero(const object::Json& value)
    {
        return value.isNull() || (value.isString() && value.toString().isEmpty())
            || (value.isBool() && !value.toBool()) || value.toInteger() == 0;
    }

    static bool isKeyOfItem(const object::JsonPointer& leaf)
    {
        return leaf.tokens.last() == u"name" || leaf.tokens.last() == u"protocol";
    }

    //! Defaults inside atomic values: leaving one out is the same value.
    static bool isInAtom(const object::Manifest& desired, const object::JsonPointer& leaf)
    {
        return desired.type().kind == u"RoleBinding" && leaf.tokens.last() == u"apiGroup";
    }
};

QTEST_GUILESS_MAIN(TestCompareZoo)
#include "tst_comparezoo.moc"
