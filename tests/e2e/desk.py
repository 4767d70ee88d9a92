"""A supervisor's and a province officer's hands at the desk, in the words that stand on its pages."""

from __future__ import annotations

from playwright.sync_api import Page, expect


class DeskUser:
    """One person at one browser."""

    def __init__(self, page: Page, base: str, login: str, password: str) -> None:
        self.page = page
        self.base = base
        page.goto(f"{base}/login")
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu", exact=True).fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/login" not in url)

    def waiting(self) -> list[str]:
        """Return the names of the households whose assists wait for review."""
        self.page.goto(f"{self.base}/commune/review")
        return [name.strip() for name in self.page.locator("td.who > a").all_inner_texts()]

    def return_assist(self, household: str, reason: str, text: str) -> None:
        self.page.goto(f"{self.base}/commune/review")
        row = self.page.locator("tr", has=self.page.locator("td.who", has_text=household)).first
        row.get_by_text("Trả lại", exact=False).first.click()
        row.get_by_role("combobox").select_option(label=reason)
        row.get_by_role("textbox").fill(text)
        row.get_by_role("button", name="Trả lại").click()
        expect(self.page.get_by_role("status").first).to_be_visible()

    def approve_all(self) -> None:
        self.page.goto(f"{self.base}/commune/review?tick=all")
        self.page.get_by_role("button", name="Duyệt lượt đã chọn").click()
        expect(self.page.get_by_role("status").first).to_be_visible()

    def answer_feedback(self, said: str, answer: str) -> None:
        self.page.goto(f"{self.base}/commune/feedback")
        card = self.page.get_by_role("article").filter(has_text=said)
        card.get_by_role("textbox").fill(answer)
        card.get_by_role("button").click()
        expect(self.page.get_by_role("status").first).to_be_visible()

    def bring_file(self, name: str, text: str) -> list[list[str]]:
        """Take a courier file in; return the figures of each parcel: number, taken, not settled, remark."""
        self.page.goto(f"{self.base}/commune/import")
        self.page.get_by_label("Tệp từ điện thoại").set_input_files(
            {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
        )
        self.page.get_by_role("button", name="Nhận tệp").click()
        rows = self.page.get_by_role("status").locator("tbody tr")
        expect(rows.first).to_be_visible()
        return [[text.strip() for text in row.locator("th, td").all_inner_texts()] for row in rows.all()]

    def tally_row(self, name: str) -> list[str]:
        """Return the figures of the first row called *name*: provisional and official, in pairs."""
        self.page.goto(f"{self.base}/commune/tally")
        return self._figures(name)[:6]

    def coverage_row(self, commune_code: str) -> list[str]:
        """Return the figures of one commune on the coverage page of the first topic."""
        self.page.goto(f"{self.base}/province/coverage")
        return self._figures(commune_code)

    def _figures(self, name: str) -> list[str]:
        row = self.page.get_by_role("row").filter(has_text=name).first
        return [text.strip() for text in row.get_by_role("cell").all_inner_texts()]
