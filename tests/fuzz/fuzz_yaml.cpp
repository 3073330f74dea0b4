// A repository's YAML is anybody's: reading must end with a value or a reason, and what was read
// must survive being written for a person and read again.

#include "core/object/yamlreader.h"
#include "core/object/yamlwriter.h"

#include <QString>

#include <cstdlib>

using namespace cauce;
using namespace cauce::object;

namespace {

Json written(const Json& value)
{
    const auto documents = readYaml(toYaml(value), QStringLiteral("again.yaml"));
    if (!documents || documents->size() != 1)
        std::abort();
    return documents->constFirst().value;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char*>(data), qsizetype(size));
    const QString file = QStringLiteral("fuzz.yaml");
    const YamlBudget small {4096, 200, 8};
    const auto bounded = readYaml(text, file, small);
    const auto documents = readYaml(text, file);
    // A budget may refuse; it never makes something else of the text.
    if (bounded && (!documents || bounded->size() != documents->size()))
        std::abort();
    if (!documents) {
        if (documents.error().message.isEmpty())
            std::abort();
        return 0;
    }
    looksLikeManifest(text);
    for (const YamlDocument& document : *documents) {
        (void)manifestsOf(document);
        if (document.value.isNull())
            continue; // written as a document, it is an empty one
        // What JSON can say and kubectl's YAML cannot (integers above 2^63) is lost once, then not.
        const Json once = written(document.value);
        if (!(written(once) == once))
            std::abort();
    }
    return 0;
}
