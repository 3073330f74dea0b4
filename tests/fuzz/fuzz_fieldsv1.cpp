// FieldsV1 comes from a server that may be of any version, or hostile: reading must not fail but
// by saying so, and what was read must be written so that it reads the same.

#include "core/merge/fieldsv1.h"

#include <cstdlib>

using namespace cauce;
using namespace cauce::merge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArrayView input(reinterpret_cast<const char*>(data), qsizetype(size));
    const Result<FieldSet> set = readFieldsV1(input);
    if (!set)
        return 0;
    const QByteArray text = fieldsV1Text(*set);
    const Result<FieldSet> again = readFieldsV1(QByteArrayView(text));
    if (!again || !(*again == *set) || fieldsV1Text(*again) != text)
        std::abort();
    if (!set->without(*set).isEmpty() || !(set->united(*set) == *set)
        || !(set->intersected(set->leaves()) == set->leaves()))
        std::abort();
    return 0;
}
