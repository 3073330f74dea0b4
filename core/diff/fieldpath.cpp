#include "core/diff/fieldpath.h"

namespace cauce::diff {

QStringView fieldFromEnd(const FieldPath& path, int n)
{
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
        if (!step->isItem() && n-- == 0)
            return step->field;
    }
    return {};
}

} // namespace cauce::diff
