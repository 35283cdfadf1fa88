"""Single requests to a store that speaks S3, signed as it asks for: for what a test looks at or changes behind simdgen's back."""
import datetime
import hashlib
import hmac
import http.client
import re
from urllib.parse import quote


def signed(method, path, body, host, key, secret, region="us-east-1", query=""):
    """Headers of a request that is signed by AWS Signature Version 4."""
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    digest = hashlib.sha256(body).hexdigest()
    names = "host;x-amz-content-sha256;x-amz-date"
    canonical = f"{method}\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:{digest}\nx-amz-date:{stamp}\n\n{names}\n{digest}"
    scope = f"{day}/{region}/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    secret = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return {
        "Host": host,
        "x-amz-date": stamp,
        "x-amz-content-sha256": digest,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}",
    }


def request(port, method, path, key, secret, body=b"", query=""):
    """One request; returns status and body."""
    path, host = quote(path), f"127.0.0.1:{port}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    target = f"{path}?{query}" if query else path
    connection.request(method, target, body, signed(method, path, body, host, key, secret, query=query))
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, text


class Bucket:
    """A bucket of a store on this machine."""

    def __init__(self, port, bucket, key, secret):
        self.port, self.bucket, self.key, self.secret = port, bucket, key, secret

    def ask(self, method, path, body=b"", query=""):
        return request(self.port, method, f"/{self.bucket}/{path}", self.key, self.secret, body, query)

    def get(self, path):
        status, body = self.ask("GET", path)
        assert status == 200, (path, status, body[:200])
        return body

    def put(self, path, body):
        status, text = self.ask("PUT", path, body)
        assert status == 200, (path, status, text[:200])

    def list(self, prefix):
        """Paths and entity tags of all objects below a folder."""
        found, after = {}, ""
        while True:
            query = f"list-type=2&max-keys=1000&prefix={quote(prefix + '/', safe='')}"
            # Parameters are signed in their order.
            query = (f"continuation-token={quote(after, safe='')}&" if after else "") + query
            status, text = self.ask("GET", "", b"", query)
            assert status == 200, (status, text[:300])
            text = text.decode()
            for one in re.findall(r"<Contents>(.*?)</Contents>", text, re.S):
                name = unquote_xml(re.search(r"<Key>(.*?)</Key>", one, re.S).group(1))
                found[name[len(prefix) + 1 :]] = re.search(r"<ETag>(.*?)</ETag>", one, re.S).group(1)
            token = re.search(r"<NextContinuationToken>(.*?)</NextContinuationToken>", text, re.S)
            if not token:
                return found
            after = unquote_xml(token.group(1))


def unquote_xml(text):
    for name, sign in (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&amp;", "&")):
        text = text.replace(name, sign)
    return text
