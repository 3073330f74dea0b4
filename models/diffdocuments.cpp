#include "models/diffdocuments.h"

#include "core/base/async.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

//! "spec › template › spec" as it is in a hunk's path; the field's own name is left out.
QString parentPath(const QString& fieldPath)
{
    int depth = 0;
    int lastDot = -1;
    for (int i = 0; i < fieldPath.size(); ++i) {
        const QChar c = fieldPath.at(i);
        depth += (c == u'[') - (c == u']');
        if (c == u'.' && depth <= 0)
            lastDot = i;
    }
    return lastDot < 0 ? QString() : fieldPath.left(lastDot);
}

QString lastName(const QString& fieldPath)
{
    const QString parent = parentPath(fieldPath);
    return parent.isEmpty() ? fieldPath : fieldPath.mid(parent.size() + 1);
}

bool showsField(const diff::DiffHunk& hunk, const QString& name)
{
    const QString key = name.section(u'[', 0, 0) % u':';
    return std::any_of(hunk.lines.cbegin(), hunk.lines.cend(), [&key](const auto& line) {
        return line.kind != diff::DiffLine::Kind::Context && line.text.contains(key);
    });
}

std::optional<diff::FieldChange> originOf(const diff::DiffHunk& hunk,
                                          const QList<diff::FieldChange>& fields)
{
    QString path = hunk.path;
    path.replace(u" › "_s, u"."_s);
    const diff::FieldChange* best = nullptr;
    qsizetype bestLength = -1;
    for (const diff::FieldChange& field : fields) {
        if (!showsField(hunk, lastName(field.path)))
            continue;
        const QString parent = parentPath(field.path);
        const bool near = path.isEmpty() || parent.startsWith(path) || path.startsWith(parent);
        const qsizetype length = near ? std::min(parent.size(), path.size()) : -1;
        if (near && length > bestLength) {
            best = &field;
            bestLength = length;
        }
    }
    return best ? std::optional(*best) : std::nullopt;
}

} // namespace

DiffDocumentPtr DiffDocuments::find(const object::ResourceKey& key) const
{
    const auto place = places.constFind(key);
    return place == places.cend() ? nullptr : documents.at(*place);
}

DiffDocumentPtr diffDocument(const diff::ObjectDiff& object)
{
    auto document = std::make_shared<DiffDocument>();
    document->object = object;
    document->text = diff::objectText(object);
    document->lines = diff::lineDiff(document->text.live, document->text.desired);
    for (const diff::DiffHunk& hunk : document->lines.hunks)
        document->origins.append(originOf(hunk, object.fields));
    return document;
}

DiffDocumentsPtr diffDocuments(const QList<diff::ObjectDiff>& objects)
{
    auto all = std::make_shared<DiffDocuments>();
    for (const diff::ObjectDiff& object : objects) {
        if (object.change == diff::Change::None)
            continue;
        all->places.insert(object.key, all->documents.size());
        all->documents.append(diffDocument(object));
    }
    return all;
}

QList<diff::ObjectDiff> planDifferences(const sync::SyncPlan& plan)
{
    QList<diff::ObjectDiff> objects;
    for (const sync::PlanStep& step : plan.steps) {
        if (step.change == diff::Change::None || step.generated)
            continue;
        diff::ObjectDiff object;
        object.key = step.key;
        object.type = step.type;
        object.change = step.change;
        object.wave = step.wave;
        object.desired = step.desired;
        object.live = step.seen;
        object.predicted = step.predicted;
        object.fields = step.fields;
        object.adopts = step.adopts;
        objects.append(object);
    }
    return objects;
}

DiffWorker::DiffWorker(QObject* parent)
    : QObject(parent)
{ }

void DiffWorker::request(const QList<diff::ObjectDiff>& objects)
{
    const quint64 number = ++m_newest;
    onResult(QtConcurrent::run([objects] { return diffDocuments(objects); }), this,
             [this, number](const DiffDocumentsPtr& documents) {
                 if (number == m_newest)
                     emit ready(documents);
             });
}

} // namespace cauce
