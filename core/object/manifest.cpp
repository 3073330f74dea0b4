#include "core/object/manifest.h"

#include "core/base/text.h"
#include "core/object/sourcemap.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

constexpr qsizetype kMaxName = 253;
constexpr qsizetype kMaxLabel = 63;

Failure manifestFailure(const SourceMap* source, const JsonPointer& at, const QString& what)
{
    const QString where = source ? QString(source->location(at).toString() + u": ") : QString();
    return fail(ErrorKind::Invalid, where + what);
}

// What is wrong with a member that must be a non-empty text; empty when nothing is.
QString textProblem(const Json& parent, QStringView key)
{
    const Json* value = parent.find(key);
    if (!value || value->isNull())
        return u"no "_s + key;
    if (!value->isString())
        return key + u" is not a text (quote it)";
    return value->toString().isEmpty() ? QString(key + u" is empty") : QString();
}

bool isLowerAlphanumeric(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
}

bool isDnsLabel(QStringView text)
{
    return !text.isEmpty() && isLowerAlphanumeric(text.front()) && isLowerAlphanumeric(text.back())
        && std::all_of(text.begin(), text.end(),
                       [](QChar c) { return isLowerAlphanumeric(c) || c == u'-'; });
}

bool isDnsSubdomain(QStringView text)
{
    return text.size() <= kMaxName && std::ranges::all_of(text.split(u'.'), [](QStringView label) {
               return isDnsLabel(label);
           });
}

bool isPathSegment(QStringView text)
{
    return text.size() <= kMaxName && text != u"." && text != u".."
        && std::none_of(text.begin(), text.end(), [](QChar c) {
               return c == u'/' || c == u'%' || c.isSpace() || c.category() == QChar::Other_Control;
           });
}

// Kinds whose names Kubernetes itself holds to DNS-1123.
bool hasDnsName(const GroupVersionKind& type)
{
    const bool builtIn = !type.group.contains(u'.') || type.group.endsWith(u".k8s.io");
    return builtIn && type.group != "rbac.authorization.k8s.io"_L1 && type.kind != "IPAddress"_L1;
}

} // namespace

QString SourceLocation::toString() const
{
    return line > 0 ? QString(file + u':' + QString::number(line)) : file;
}

Result<Manifest> Manifest::fromJson(Json json, std::shared_ptr<const SourceMap> source)
{
    if (!json.isObject())
        return manifestFailure(
            source.get(), {}, u"not a Kubernetes object: it needs apiVersion, kind and metadata"_s);
    for (const QStringView key : {QStringView(u"apiVersion"), QStringView(u"kind")}) {
        if (const QString problem = textProblem(json, key); !problem.isEmpty())
            return manifestFailure(source.get(), {{key.toString()}}, problem);
    }
    const Json& metadata = json[u"metadata"];
    const JsonPointer atMetadata {{u"metadata"_s}};
    if (!metadata.isObject())
        return manifestFailure(source.get(), atMetadata,
                               metadata.isNull() ? u"no metadata"_s : u"metadata is not a map"_s);
    const bool generated = !metadata.contains(u"name") && metadata.contains(u"generateName");
    const QStringView nameKey = generated ? u"generateName" : u"name";
    if (const QString problem = textProblem(metadata, nameKey); !problem.isEmpty())
        return manifestFailure(source.get(), atMetadata.child(nameKey.toString()),
                               u"metadata: "_s + problem);
    const Json& nameSpace = metadata[u"namespace"];
    if (!nameSpace.isNull() && !nameSpace.isString())
        return manifestFailure(source.get(), atMetadata.child(u"namespace"_s),
                               u"metadata: namespace is not a text (quote it)"_s);

    auto data = std::make_shared<Data>();
    data->type = groupVersionKind(json[u"apiVersion"].toString(), json[u"kind"].toString());
    data->key
        = {data->type.group, data->type.kind, nameSpace.toString(), metadata[nameKey].toString()};
    data->json = std::move(json);
    data->source = std::move(source);
    return Manifest(std::move(data));
}

QString Manifest::uid() const
{
    return d->json.path({u"metadata", u"uid"}).toString();
}

QString Manifest::resourceVersion() const
{
    return d->json.path({u"metadata", u"resourceVersion"}).toString();
}

QString Manifest::annotation(QStringView name) const
{
    return d->json.path({u"metadata", u"annotations", name}).toString();
}

QString Manifest::label(QStringView name) const
{
    return d->json.path({u"metadata", u"labels", name}).toString();
}

bool Manifest::hasAnnotation(QStringView name) const
{
    return d->json.path({u"metadata", u"annotations"}).contains(name);
}

SourceLocation Manifest::location() const
{
    return location({});
}

SourceLocation Manifest::location(const JsonPointer& pointer) const
{
    return d->source ? d->source->location(pointer) : SourceLocation();
}

Manifest Manifest::withJson(Json json) const
{
    Result<Manifest> changed = fromJson(std::move(json), d->source);
    Q_ASSERT_X(changed, "Manifest::withJson", "the content is no Kubernetes object any more");
    return changed ? std::move(changed).value() : *this;
}

Manifest Manifest::withNamespace(const QString& nameSpace) const
{
    Json json = d->json;
    if (!nameSpace.isEmpty()) {
        json.setPath({u"metadata", u"namespace"}, nameSpace);
    } else {
        Json metadata = json[u"metadata"];
        metadata.remove(u"namespace");
        json.set(u"metadata"_s, std::move(metadata));
    }
    return withJson(std::move(json));
}

Manifest Manifest::withAnnotation(const QString& name, const QString& value) const
{
    Json json = d->json;
    json.setPath({u"metadata", u"annotations", name}, value);
    return withJson(std::move(json));
}

Result<void> validate(const Manifest& manifest)
{
    const Json& metadata = manifest.json()[u"metadata"];
    const bool generated = !metadata.contains(u"name");
    // A server appends five letters or digits to generateName, which may therefore end in '-'.
    const QString name = generated ? QString(manifest.name() + u'x') : manifest.name();
    const bool dns = hasDnsName(manifest.type());
    const auto problem = [&](const QString& key, const QString& value, const QString& rule) {
        const SourceLocation at = manifest.location({{u"metadata"_s, key}});
        const QString where = at.file.isEmpty() ? QString() : QString(at.toString() + u": ");
        return fail(ErrorKind::Invalid,
                    where + manifest.type().kind + u": metadata." + key + u" \""
                        + text::singleLine(value, 80) + u"\" " + rule);
    };
    if (dns ? !isDnsSubdomain(name) : !isPathSegment(name)) {
        return problem(
            generated ? u"generateName"_s : u"name"_s, manifest.name(),
            dns ? u"is not allowed: at most 253 lower-case letters, digits, '-' and "
                  "'.', with a letter or digit at both ends of each part"_s
                : u"is not allowed: at most 253 characters, without '/', '%' and spaces, "
                  "and neither '.' nor '..'"_s);
    }
    const QString& nameSpace = manifest.nameSpace();
    if (!nameSpace.isEmpty() && (nameSpace.size() > kMaxLabel || !isDnsLabel(nameSpace))) {
        return problem(u"namespace"_s, nameSpace,
                       u"is not allowed: at most 63 lower-case letters, digits and '-', with a "
                       "letter or digit at both ends"_s);
    }
    return {};
}

} // namespace cauce::object
