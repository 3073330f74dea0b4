#include "core/diff/normalize.h"

#include "core/object/annotations.h"
#include "core/object/secretdata.h"

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;

Json withoutServerMetadata(const Json& object, const QStringList& hiddenAnnotations)
{
    Json out = object;
    out.remove(u"status");
    Json metadata = out[u"metadata"];
    for (const QStringView field :
         {QStringView(u"managedFields"), QStringView(u"resourceVersion"),
          QStringView(u"generation"), QStringView(u"uid"), QStringView(u"creationTimestamp"),
          QStringView(u"selfLink"), QStringView(u"deletionTimestamp"),
          QStringView(u"deletionGracePeriodSeconds")})
        metadata.remove(field);
    Json annotations = metadata[u"annotations"];
    const auto before = annotations.size();
    for (const QString& name : hiddenAnnotations)
        annotations.remove(name);
    if (annotations.isObject() && annotations.size() == 0)
        metadata.remove(u"annotations");
    else if (annotations.size() != before)
        metadata.set(u"annotations"_s, std::move(annotations));
    out.set(u"metadata"_s, std::move(metadata));
    return out;
}

bool isSecret(const Json& object)
{
    return object[u"kind"].toString() == "Secret"_L1 && object[u"apiVersion"].toString() == "v1"_L1;
}

//! The server stores bytes: line breaks inside the base64 of a manifest are no difference.
QString inOneForm(const QString& base64)
{
    QByteArray text = base64.toLatin1();
    text.replace('\n', "").replace('\r', "");
    if (text.size() % 4 != 0) // Qt would let it pass, the server will not
        return base64;
    const auto decoded
        = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? QString::fromLatin1(decoded.decoded.toBase64()) : base64;
}

Json withSecretInOneForm(const Json& secret)
{
    Json out = object::withStringDataFolded(secret);
    const Json data = out[u"data"];
    if (!data.isObject())
        return out;
    Json uniform = data;
    for (const auto& [key, value] : data.members()) {
        if (value.isNull())
            uniform.set(key, Json(QString(u""_s)));
        else if (value.isString())
            uniform.set(key, Json(inOneForm(value.toString())));
    }
    out.set(u"data"_s, std::move(uniform));
    return out;
}

} // namespace

Json comparableDesired(const Json& desired)
{
    Json out = withoutServerMetadata(desired, {QString(object::annotation::lastApplied)});
    return isSecret(out) ? withSecretInOneForm(out) : out;
}

Json comparableLive(const Json& live, const Json& desired)
{
    QStringList hidden {QString(object::annotation::lastApplied)};
    const QString revision(object::annotation::deploymentRevision);
    if (!desired.path({u"metadata", u"annotations"}).contains(revision))
        hidden += revision;
    Json out = withoutServerMetadata(live, hidden);
    return isSecret(out) ? withSecretInOneForm(out) : out;
}

} // namespace cauce::diff
