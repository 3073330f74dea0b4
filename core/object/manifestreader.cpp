#include "core/object/sourcemap.h"
#include "core/object/yamlreader.h"

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

// A List that has nothing in it, as Go writes an empty one.
bool isEmptyList(const Json& object)
{
    const Json* items = object.find(u"items");
    return items && items->isNull() && !object.contains(u"spec") && !object.contains(u"status");
}

Failure listFailure(const SourceMap& source)
{
    return fail(ErrorKind::Invalid,
                source.location({{u"items"_s}}).toString() + u": items is not a list of objects");
}

// Depth is bounded: the reader lets nothing through that is nested deeply.
Result<void> collect(const Json& json, std::shared_ptr<const SourceMap> source,
                     QList<Manifest>& found)
{
    if (json[u"items"].isArray()) {
        for (qsizetype i = 0; i < json[u"items"].size(); ++i) {
            const JsonPointer place {{u"items"_s, QString::number(i)}};
            const Result<void> done = collect(json[u"items"].at(i), source->below(place), found);
            if (!done)
                return done;
        }
        return {};
    }
    if (isEmptyList(json))
        return {};
    const QString kind = json[u"kind"].toString();
    if (json.contains(u"items") && kind.endsWith(u"List"))
        return listFailure(*source);
    const Result<Manifest> manifest = Manifest::fromJson(json, std::move(source));
    if (!manifest)
        return Failure {manifest.error()};
    if (const Result<void> valid = validate(*manifest); !valid)
        return valid;
    found.append(*manifest);
    return {};
}

} // namespace

Result<QList<Manifest>> manifestsOf(const YamlDocument& document)
{
    QList<Manifest> found;
    if (const Result<void> done = collect(document.value, document.source, found); !done)
        return Failure {done.error()};
    return found;
}

Result<QList<Manifest>> readManifests(const QByteArray& text, const QString& file,
                                      const YamlBudget& budget)
{
    const Result<QList<YamlDocument>> documents = readDocuments(text, file, budget);
    if (!documents)
        return Failure {documents.error()};
    QList<Manifest> found;
    for (const YamlDocument& document : *documents) {
        const Result<QList<Manifest>> manifests = manifestsOf(document);
        if (!manifests)
            return Failure {manifests.error()};
        found += *manifests;
    }
    return found;
}

bool looksLikeManifest(const QByteArray& text)
{
    return text.contains("apiVersion:") && text.contains("kind:") && text.contains("metadata:");
}

} // namespace cauce::object
