#pragma once

#include "core/object/textposition.h"

#include <array>

namespace cauce::object {

//! \brief One QString for each key: keys repeat from object to object and from file to file.
//!
//! One a thread, of bounded size: a new key takes the place of another. It saves memory and time,
//! nothing depends on it.
class KeyCache
{
public:
    static KeyCache& ofThisThread()
    {
        thread_local KeyCache cache;
        return cache;
    }

    QString key(QByteArrayView utf8)
    {
        if (utf8.size() > kLongest)
            return exactText(utf8);
        quint64 hash = 0xcbf29ce484222325u; // FNV-1a
        for (const char c : utf8)
            hash = (hash ^ quint8(c)) * 0x100000001b3u;
        Slot& slot = m_slots[(hash ^ (hash >> 32)) % m_slots.size()];
        if (slot.utf8 != utf8) {
            slot.utf8 = utf8.toByteArray();
            slot.text = exactText(utf8);
        }
        return slot.text;
    }

private:
    static constexpr qsizetype kLongest = 64;
    struct Slot
    {
        QByteArray utf8;
        QString text;
    };
    std::array<Slot, 1024> m_slots;
};

} // namespace cauce::object
